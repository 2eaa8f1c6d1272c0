"""The sign-in form of the site and of the administration: limited by name and by address."""

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rooms.live.actor import current_actor
from rooms.live.refusal import Refused
from rooms.models import Attempt


class SignInForm(AuthenticationForm):
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _("Incorrect username or password."),
    }
    refusal = None

    def clean(self):
        """Authenticate, unless this name or address has to wait; it is 429 then."""
        name, address = self.cleaned_data.get("username", ""), current_actor().address
        try:
            attempt = Attempt.objects.begin("sign-in", name=name, address=address)
        except Refused as refusal:
            self.refusal = refusal
            raise ValidationError(str(refusal)) from None
        cleaned = super().clean()
        attempt.succeeded()
        return cleaned

    def confirm_login_allowed(self, user):
        """Bots and guests have no pages, whatever password somebody gave them."""
        super().confirm_login_allowed(user)
        if not user.is_person:
            raise self.get_invalid_login_error()


class AdminSignInForm(SignInForm, AdminAuthenticationForm):
    error_messages = AdminAuthenticationForm.error_messages
