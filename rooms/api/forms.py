"""Forms about tokens and bots."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.models import Room, User
from rooms.models.token import READ, SCOPES
from rooms.models.validators import validate_username, validate_visible

LASTING = [
    ("7", _("a week")),
    ("30", _("30 days")),
    ("90", _("90 days")),
    ("365", _("a year")),
    ("", _("until it is revoked")),
]


class ScopesField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def to_python(self, value):
        """One that is sent alone comes as a text."""
        return super().to_python([value] if isinstance(value, str) and value else value)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        validators=[validate_visible],
        help_text=_("What it is for, such as “build server”."),
    )
    scopes = ScopesField(
        label=_("What it may do"),
        choices=SCOPES,
        initial=[READ],
        error_messages={"required": _("Choose what the token may do.")},
    )
    lasts = forms.ChoiceField(
        label=_("It is valid for"), choices=LASTING, initial="90", required=False
    )

    def clean(self):
        data = super().clean()
        days = data.get("lasts")
        data["ends_at"] = timezone.now() + timedelta(days=int(days)) if days else None
        return data


class RevokeForm(forms.Form):
    token = forms.IntegerField(min_value=1)


class OwnerField(forms.ModelChoiceField):
    """A person, by username."""

    def __init__(self):
        super().__init__(
            User.objects.none(),
            label=_("Owner"),
            to_field_name="username_key",
            widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
            help_text=_("The username of who answers for it. Without them it has no access."),
            error_messages={
                "required": _("Enter a username."),
                "invalid_choice": _("There is nobody called %(value)s."),
            },
        )


class BotForm(forms.Form):
    display_name = forms.CharField(
        label=_("Name"),
        max_length=60,
        validators=[validate_visible],
        help_text=_("What others see."),
    )
    owner = OwnerField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.people()


class NewBotForm(BotForm):
    username = forms.CharField(
        label=_("Username"),
        max_length=User._meta.get_field("username").max_length,
        validators=[validate_username],
        help_text=_("With it the bot is mentioned. Letters, digits and . + - _ are allowed."),
    )
    field_order = ["username", "display_name", "owner"]


class ChangeBotForm(BotForm):
    bot = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class BotRoomForm(forms.Form):
    """Which bot, and a room that is not direct."""

    bot = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    room = forms.ModelChoiceField(
        Room.objects.none(),
        label=_("Room"),
        to_field_name="slug",
        empty_label=_("Choose a room"),
        error_messages={
            "required": _("Choose a room."),
            "invalid_choice": _("There is no such room."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = Room.objects.active().named()
