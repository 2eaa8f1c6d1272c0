"""Forms about one's own account: set-up, join, profile."""

from functools import lru_cache
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.models import Room, Site, User
from rooms.models.validators import validate_visible

NEW_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class AccountForm(forms.ModelForm):
    """A username, a name and a password for a new account."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=NEW_PASSWORD,
        help_text=_("At least 8 characters, and not one that is easy to guess."),
    )

    class Meta:
        model = User
        fields = ["username", "display_name"]
        field_classes = {"username": UsernameField}
        labels = {"display_name": _("Your name")}
        help_texts = {
            "username": _("You sign in with it. Letters, digits and . + - _ are allowed."),
            "display_name": _("What others see. You can change it later."),
        }

    def clean_password(self):
        password = self.cleaned_data["password"]
        validate_password(password, User(username=self.cleaned_data.get("username", "")))
        return password


class JoinForm(AccountForm):
    def save(self):
        """Create the account, a member of every open room.

        None, with `errors`, if somebody else was faster to take the username.
        """
        try:
            return User.objects.welcome(**self.cleaned_data)
        except ValidationError as error:
            self.add_error(None, error)


class SetupForm(AccountForm):
    again = forms.CharField(label=_("The password again"), strip=False, widget=NEW_PASSWORD)
    room = forms.CharField(
        label=_("Name of the first room"),
        max_length=60,
        initial=_("Lobby"),
        validators=[validate_visible],
        help_text=_("Everyone who joins becomes a member."),
    )

    def clean_again(self):
        again = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise ValidationError(gettext("The two passwords differ. Type the same one twice."))
        return again

    @transaction.atomic
    def save(self):
        """Create the administrator and the first room, and return both.

        Raises PermissionDenied if somebody else was faster.
        """
        Site.objects.select_for_update(no_key=True).get()
        if User.objects.exists():
            raise PermissionDenied(gettext("Hearth is set up already. Ask for an invitation link."))
        account = {name: self.cleaned_data[name] for name in ("username", "password")}
        name = self.cleaned_data["display_name"]
        person = User.objects.welcome(
            **account, display_name=name, is_staff=True, is_superuser=True
        )
        return person, Room.objects.start(self.cleaned_data["room"], person)


class HueInput(forms.NumberInput):
    input_type = "range"


@lru_cache(maxsize=1)
def time_zones():
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


class ProfileForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zones, help_text=_("Times are shown in it.")
    )
    hue = forms.IntegerField(
        label=_("Colour"),
        min_value=0,
        max_value=359,
        widget=HueInput,
        help_text=_("Of your avatar, as a position on the colour wheel. Save to see it."),
    )

    class Meta:
        model = User
        fields = ["display_name", "time_zone", "language", "hue"]
        labels = {"display_name": _("Your name"), "language": _("Language")}

    @transaction.atomic
    def save(self):
        """Store only these fields, since others of the person change meanwhile."""
        self.instance.save(update_fields=self.Meta.fields)
        self.instance.advance()
