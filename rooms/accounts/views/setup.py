"""The first visit: create the administrator and the first room, once."""

from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from rooms.accounts.attempts import begin_attempt
from rooms.accounts.forms import SetupForm
from rooms.live.post_door import refused
from rooms.models import Site, User


@require_safe
def where(request):
    """Say where the one-time link is, while nobody exists."""
    if User.objects.exists():
        return redirect("home")
    return render(request, "accounts/setup_where.html")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request, token):
    if User.objects.exists() or not constant_time_compare(token, Site.current().setup_token):
        raise Http404
    if request.method == "POST":
        return _set_up(request)
    return render(request, "accounts/setup.html", {"form": SetupForm()})


def _set_up(request):
    form, attempt = SetupForm(request.POST), begin_attempt(request, "setup")
    context = {"form": form, "error": attempt.error}
    if attempt.refusal:
        return refused(render(request, "accounts/setup.html", context), attempt.refusal)
    if not form.is_valid():
        return render(request, "accounts/setup.html", context, status=422)
    attempt.result.succeeded()
    person, room = form.save()
    login(request, person)
    return redirect(room)
