"""One's own account: sign in and out, profile, password."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from rooms.accounts.attempts import begin_attempt
from rooms.accounts.forms import ProfileForm
from rooms.accounts.sign_in import SignInForm
from rooms.live.post_door import refused
from rooms.models import User
from rooms.site.shell import shell_for


class SignIn(LoginView):
    """Django's own view, under the site's name."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    extra_context = {"site_name": settings.SITE_NAME}

    def form_invalid(self, form):
        response = super().form_invalid(form)
        return refused(response, form.refusal) if form.refusal else response


def admin_sign_in(request):
    """Django's own view for its administration, with the status of a refusal."""
    response = admin.site.login(request)
    form = (getattr(response, "context_data", None) or {}).get("form")
    return refused(response, form.refusal) if form and form.refusal else response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    # A copy: the form changes its instance, also when it is refused, and the shell shows the user.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if form.is_valid():
        form.save()
        messages.success(request, gettext("Saved."))
        return redirect("profile")
    context = {"form": form, "shell": shell_for(request.user)}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


class ChangePassword(PasswordChangeView):
    """A new password also closes this person's pages that were opened with the old one."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("profile")

    def get_context_data(self, **kwargs):
        return super().get_context_data(shell=shell_for(self.request.user), **kwargs)

    def post(self, request, *args, **kwargs):
        """The old password can be guessed here too, by who finds an open browser."""
        self.attempt = begin_attempt(request, "password", name=str(request.user.pk))
        if not self.attempt.refusal:
            return super().post(request, *args, **kwargs)
        messages.error(request, self.attempt.error)
        return refused(self.get(request, *args, **kwargs).render(), self.attempt.refusal)

    @transaction.atomic
    def form_valid(self, form):
        self.attempt.result.succeeded()
        response = super().form_valid(form)
        self.request.user.password_changed()
        text = gettext("Your password is changed. Other devices are signed out.")
        messages.success(self.request, text)
        return response


class SignOut(LogoutView):
    """Ends the session before it hints open pages, which then find it gone."""

    def post(self, request, *args, **kwargs):
        user = request.user
        response = super().post(request, *args, **kwargs)
        if user.is_authenticated:
            user.advance()
        return response
