from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from rooms.models import Membership
from rooms.models.message import MAX_LENGTH
from rooms.models.validators import validate_text

TOO_LONG = ngettext_lazy(
    "That is too long: %(length)d character, and %(limit)s is the most.",
    "That is too long: %(length)d characters, and %(limit)s is the most.",
    "length",
)


def validate_length(text):
    if len(text) > MAX_LENGTH:
        raise ValidationError(TOO_LONG, params={"length": len(text), "limit": f"{MAX_LENGTH:,}"})


class BodyField(forms.CharField):
    """The text of a message, with line ends as one character."""

    default_error_messages = {"required": _("Write something first.")}
    default_validators = [validate_text, validate_length]

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class PostForm(forms.Form):
    key = forms.UUIDField(required=False)
    body = BodyField()
    lines = forms.BooleanField(required=False)


class EditForm(forms.Form):
    message = forms.IntegerField(min_value=1)
    body = BodyField()


class DeleteForm(forms.Form):
    message = forms.IntegerField(min_value=1)


class SuggestForm(forms.Form):
    """A text that is being written; only its end matters."""

    body = forms.CharField(required=False, strip=False, max_length=MAX_LENGTH)
    lines = forms.BooleanField(required=False)


class LevelForm(forms.Form):
    level = forms.ChoiceField(choices=Membership.LEVELS)
