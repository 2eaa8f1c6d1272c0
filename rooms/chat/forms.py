from django import forms
from django.core.validators import MaxLengthValidator

from rooms.models import Membership
from rooms.models.message import MAX_LENGTH
from rooms.models.validators import validate_text

TOO_LONG = f"That is too long: %(show_value)d characters, and {MAX_LENGTH:,} is the most."


class BodyField(forms.CharField):
    """The text of a message, with line ends as one character."""

    default_error_messages = {"required": "Write something first."}
    default_validators = [validate_text, MaxLengthValidator(MAX_LENGTH, TOO_LONG)]

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
