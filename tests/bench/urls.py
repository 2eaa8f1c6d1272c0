from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import include, path


@login_required
def empty(request):
    """Load the session and the user, as every page does, and return nothing."""
    return HttpResponse("")


urlpatterns = [path("bench/empty/", empty), path("", include("site_config.urls"))]
