from django import forms
from django.utils.translation import gettext_lazy as _

from rooms.models import User
from rooms.models.group import NAME_LENGTH
from rooms.models.validators import validate_text


class NameForm(forms.Form):
    """The name of a group. Whether it is free is up to the group."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        validators=[validate_text],
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
        help_text=_("What follows the @. Letters, digits and . + - _ are allowed."),
    )


class AddForm(forms.Form):
    """Somebody for a group, by username."""

    person = forms.ModelChoiceField(
        User.objects.active(),
        label=_("Add someone"),
        to_field_name="username_key",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
        help_text=_("Enter a username."),
        error_messages={
            "required": _("Enter a username."),
            "invalid_choice": _("There is nobody called %(value)s."),
        },
    )


class RemoveForm(forms.Form):
    """Somebody of a group, by id."""

    person = forms.IntegerField(min_value=1)
