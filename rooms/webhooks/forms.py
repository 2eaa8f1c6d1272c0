from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rooms.models import Room, Webhook
from rooms.models.validators import validate_visible
from rooms.webhooks.addresses import is_refused_literal

INVALID = _("Enter an address that begins with https:// or http://.")
NOT_ALLOWED = _("This address is in a network that is not allowed.")


def validate_address(address):
    """A web address without a name and a password in it, as one that programs can post to."""
    try:
        url = urlsplit(address)
        has_valid_port = url.port != 0
    except ValueError:
        raise ValidationError(INVALID) from None
    is_web = url.scheme in ("http", "https") and url.hostname and has_valid_port
    if not is_web or url.username is not None or any(each <= " " for each in address):
        raise ValidationError(INVALID)
    if is_refused_literal(url.hostname):
        raise ValidationError(NOT_ALLOWED)


class WebhookForm(forms.Form):
    address = forms.CharField(
        label=_("Address"),
        max_length=Webhook._meta.get_field("address").max_length,
        validators=[validate_address],
        widget=forms.TextInput(
            {"inputmode": "url", "autocomplete": "off", "autocapitalize": "none"}
        ),
        help_text=_("Where messages are posted to, such as https://bot.example.org/hearth."),
    )
    events = forms.ChoiceField(
        label=_("It is told of"), choices=Webhook.EVENTS, initial=Webhook.MENTIONS
    )
    room = forms.ModelChoiceField(
        Room.objects.none(),
        label=_("Room"),
        required=False,
        to_field_name="slug",
        empty_label=_("All rooms of the bot"),
        error_messages={"invalid_choice": _("There is no such room.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = Room.objects.active().named()

    def clean(self):
        data = super().clean()
        if data.get("room") and data.get("events") == Webhook.DIRECT:
            self.add_error("room", _("Direct messages are in no room. Choose all rooms."))
        return data


class RemoveForm(forms.Form):
    webhook = forms.IntegerField(min_value=1)


class IncomingForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        validators=[validate_visible],
        help_text=_("Of the bot that writes what comes, such as “Deploys”."),
    )


class RevokeForm(forms.Form):
    hook = forms.IntegerField(min_value=1)
