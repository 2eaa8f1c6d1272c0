from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from rooms.markup import trimmed
from rooms.models.message import MAX_LENGTH
from rooms.models.validators import validate_text, validate_visible

TOO_LONG = ngettext_lazy(
    "That is too long: %(length)d character, and %(limit)s is the most.",
    "That is too long: %(length)d characters, and %(limit)s is the most.",
    "length",
)


def validate_length(text):
    if len(text) > MAX_LENGTH:
        raise ValidationError(TOO_LONG, params={"length": len(text), "limit": f"{MAX_LENGTH:,}"})


def line_ends(text):
    """The text with line ends as one character, whichever door it came through."""
    return text.replace("\r\n", "\n")


class BodyField(forms.CharField):
    """The text of a message, with line ends as one character and its first line indented."""

    default_error_messages = {"required": _("Write something first.")}
    default_validators = [validate_text, validate_visible, validate_length]

    def __init__(self, *, strip=True, **options):
        super().__init__(strip=False, **options)
        self.is_trimmed = strip

    def to_python(self, value):
        text = line_ends(super().to_python(value))
        return trimmed(text) if self.is_trimmed else text
