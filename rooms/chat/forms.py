from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from rooms.models import Membership
from rooms.models.message import MAX_LENGTH


def whole_text(value):
    """Refuse half characters, which JSON can carry and no database can store."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValidationError("That text has characters that are none.") from error


TOO_LONG = f"That is too long: %(show_value)d characters, and {MAX_LENGTH:,} is the most."


class BodyField(forms.CharField):
    """What people write: some text, with line ends as one character."""

    default_error_messages = {"required": "Write something first."}
    default_validators = [whole_text, MaxLengthValidator(MAX_LENGTH, TOO_LONG)]

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class SharedFields(dict):
    """The fields of a form class, as they are: Django copies them for each form of it, which
    takes longer than to check what was sent."""

    def __deepcopy__(self, memo):
        return self


def light(form):
    """A class decorator for forms that change none of their fields."""
    form.base_fields = SharedFields(form.base_fields)
    return form


@light
class PostForm(forms.Form):
    key = forms.UUIDField(required=False)
    body = BodyField()
    lines = forms.BooleanField(required=False)


@light
class EditForm(forms.Form):
    message = forms.IntegerField(min_value=1)
    body = BodyField()


@light
class DeleteForm(forms.Form):
    message = forms.IntegerField(min_value=1)


@light
class DraftForm(forms.Form):
    """A text that is being written; only its end is looked at."""

    body = forms.CharField(required=False, strip=False, max_length=MAX_LENGTH)
    lines = forms.BooleanField(required=False)


@light
class NotificationForm(forms.Form):
    notification = forms.IntegerField(min_value=1)


@light
class AnnouncementForm(forms.Form):
    announcement = forms.IntegerField(min_value=1)


class LevelForm(forms.Form):
    level = forms.ChoiceField(choices=Membership.LEVELS)


class NothingForm(forms.Form):
    """For an action that carries nothing; whatever comes with it is not read."""
