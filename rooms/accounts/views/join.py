"""Join by the invitation link that staff pass on."""

from django.contrib.auth import login
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from rooms.accounts.forms import JoinForm
from rooms.models import Site


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, token):
    if request.user.is_authenticated:
        return redirect("home")
    if not constant_time_compare(token, Site.current().invitation_token):
        return render(request, "accounts/join_gone.html", status=404)
    form = JoinForm(request.POST or None)
    if form.is_valid():
        login(request, form.save())
        return redirect("home")
    return render(request, "accounts/join.html", {"form": form}, status=422 if form.errors else 200)
