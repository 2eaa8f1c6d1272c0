from functools import lru_cache
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from rooms.chat.fields import BodyField
from rooms.models import SupportSubject, User
from rooms.models.support_tag import LENGTH, key_of, validate_tag
from rooms.models.validators import validate_text, validate_visible


@lru_cache(maxsize=1)
def time_zones():
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


class QuestionForm(forms.Form):
    """What a visitor begins a conversation with. The key makes a resend safe."""

    name = forms.CharField(
        label=_("Your name"), max_length=60, validators=[validate_text, validate_visible]
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("If we should be able to reach you later.")
    )
    subject = forms.ModelChoiceField(
        SupportSubject.objects.none(), label=_("What is it about?"), empty_label=_("Something else")
    )
    body = BodyField(label=_("Your question"), widget=forms.Textarea({"rows": 4}))
    time_zone = forms.ChoiceField(
        label=_("Your time zone"), choices=time_zones, required=False, widget=forms.Select
    )
    came_from = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        subjects = SupportSubject.objects.offered()
        if subjects.exists():
            self.fields["subject"].queryset, self.fields["subject"].required = subjects, False
        else:
            del self.fields["subject"]

    def clean_came_from(self):
        """The address of a web page, or nothing: it is not worth a refusal."""
        address = self.cleaned_data["came_from"][:500]
        return address if address.startswith(("https://", "http://")) else ""


class TicketForm(forms.Form):
    """ticket: the conversation's public id."""

    ticket = forms.SlugField(max_length=60)


class WordForm(TicketForm):
    """With a word to the other agents, which becomes a note."""

    word = BodyField(label=_("A word to the others"), required=False)


class HandOverForm(WordForm):
    """To which of the staff."""

    agent = forms.ModelChoiceField(User.objects.none(), empty_label=None, label=_("Hand over to"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = User.objects.staff().order_by("display_name", "pk")


class NoteForm(TicketForm):
    body = BodyField(label=_("Note"), widget=forms.Textarea({"rows": 2}))


class UrgentForm(TicketForm):
    urgent = forms.BooleanField(required=False)


class TagForm(TicketForm):
    tag = forms.CharField(label=_("Tag"), max_length=LENGTH, validators=[validate_tag])

    def clean_tag(self):
        return key_of(self.cleaned_data["tag"])


class SnoozeForm(TicketForm):
    """For how many minutes a conversation is set aside."""

    TIMES = [
        (60, _("an hour")),
        (4 * 60, _("four hours")),
        (24 * 60, _("a day")),
        (7 * 24 * 60, _("a week")),
    ]

    minutes = forms.TypedChoiceField(label=_("Set aside for"), choices=TIMES, coerce=int)


class DutyForm(forms.Form):
    duty = forms.ChoiceField(choices=[("on", _("on duty")), ("off", _("off duty"))])


class RatingForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("How was it?"),
        choices=[(n, n) for n in range(1, 6)],
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("1 is bad, 5 is good."),
        error_messages={"required": _("Choose a number from 1 to 5.")},
    )
    words = forms.CharField(
        label=_("Anything to add?"),
        required=False,
        max_length=200,
        validators=[validate_text, validate_visible],
    )
