from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET


@login_required
@require_GET
@cache_control(private=True, max_age=60)
def viewer_css(request):
    """What looks different for this person in HTML that is the same for everyone."""
    return render(request, "site/viewer.css", content_type="text/css")
