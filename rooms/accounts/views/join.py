"""Join by the invitation link that staff pass on."""

from django.contrib.auth import login
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from rooms.accounts.attempts import begin_attempt
from rooms.accounts.forms import JoinForm
from rooms.live.post_door import refused
from rooms.models import Site


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, token):
    if request.user.is_authenticated:
        return redirect("home")
    if not constant_time_compare(token, Site.current().invitation_token):
        return render(request, "accounts/join_gone.html", status=404)
    if request.method == "POST":
        return _join(request)
    return render(request, "accounts/join.html", {"form": JoinForm()})


def _join(request):
    form, attempt = JoinForm(request.POST), begin_attempt(request, "join")
    context = {"form": form, "error": attempt.error}
    if attempt.refusal:
        return refused(render(request, "accounts/join.html", context), attempt.refusal)
    person = form.save() if form.is_valid() else None
    if not person:
        return render(request, "accounts/join.html", context, status=422)
    attempt.result.succeeded()
    login(request, person)
    return redirect("home")
