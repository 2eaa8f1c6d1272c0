"""What the audit log is looked through for."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from rooms.models import AuditEntry

FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)
WRITE_A_DAY = "That is no day. Write it like 2026-01-31."


class DayField(forms.DateField):
    """A day where the viewer lives, written as ISO 8601."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": WRITE_A_DAY},
            validators=[
                MinValueValidator(FIRST, f"There is nothing before {FIRST}."),
                MaxValueValidator(LAST, f"There is nothing after {LAST}."),
            ],
            **kwargs,
        )


class AuditForm(forms.Form):
    """Each field narrows what is shown; an empty one does not."""

    who = forms.CharField(
        label="Who",
        required=False,
        max_length=60,
        widget=forms.TextInput({"placeholder": "Name or username", "autocomplete": "off"}),
    )
    verb = forms.ChoiceField(
        label="Did what",
        required=False,
        choices=[("", "Anything"), *((verb, verb.capitalize()) for verb, _ in AuditEntry.VERBS)],
        error_messages={"invalid_choice": "Nothing of that kind is put down."},
    )
    words = forms.CharField(
        label="On whom or what",
        required=False,
        max_length=200,
        widget=forms.TextInput({"placeholder": "Words in it", "autocomplete": "off"}),
    )
    since = DayField(label="From")
    until = DayField(label="To")

    def clean(self):
        data = super().clean()
        if (since := data.get("since")) and (until := data.get("until")) and until < since:
            self.add_error("until", "The last day comes before the first.")
        return data

    def entries(self):
        """The entries that the form asks for, the newest first; none if it asks wrongly."""
        if not self.is_valid():
            return AuditEntry.objects.none()
        entries, data = AuditEntry.objects.select_related("actor"), self.cleaned_data
        if data["who"]:
            entries = entries.by(data["who"])
        if data["verb"]:
            entries = entries.filter(verb=data["verb"])
        if data["words"]:
            entries = entries.about(data["words"])
        if data["since"]:
            entries = entries.filter(at__gte=_begin_of(data["since"]))
        if data["until"]:
            entries = entries.filter(at__lt=_begin_of(data["until"] + timedelta(days=1)))
        return entries


def _begin_of(day):
    return timezone.make_aware(datetime.combine(day, time.min))
