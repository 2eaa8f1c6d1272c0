from django import forms
from django.utils.translation import gettext_lazy as _

from rooms.chat.fields import BodyField
from rooms.models import User
from rooms.models.validators import validate_text, validate_visible


class QuestionForm(forms.Form):
    """What a visitor begins a conversation with. The key makes a resend safe."""

    name = forms.CharField(
        label=_("Your name"), max_length=60, validators=[validate_text, validate_visible]
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("If we should be able to reach you later.")
    )
    body = BodyField(label=_("Your question"), widget=forms.Textarea({"rows": 4}))
    came_from = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_came_from(self):
        """The address of a web page, or nothing: it is not worth a refusal."""
        address = self.cleaned_data["came_from"][:500]
        return address if address.startswith(("https://", "http://")) else ""


class TicketForm(forms.Form):
    """ticket: the conversation's public id."""

    ticket = forms.SlugField(max_length=60)


class HandOverForm(TicketForm):
    """To which of the staff."""

    agent = forms.ModelChoiceField(User.objects.none(), empty_label=None, label=_("Hand over to"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = User.objects.staff().order_by("display_name", "pk")
