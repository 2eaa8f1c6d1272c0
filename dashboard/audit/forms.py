"""The filters of the audit log."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.models import AuditEntry

FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)


class DayField(forms.DateField):
    """A day in the viewer's time zone, in ISO 8601."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("Enter a date like 2026-01-31.")},
            validators=[
                MinValueValidator(FIRST, _("Enter a date from %(limit_value)s on.")),
                MaxValueValidator(LAST, _("Enter a date up to %(limit_value)s.")),
            ],
            **kwargs,
        )


def _verbs():
    verbs = [(verb, capfirst(gettext(verb))) for verb in AuditEntry.WORDS]
    return [("", gettext("Any action")), *verbs]


class AuditForm(forms.Form):
    """Each field that is filled in narrows the list."""

    who = forms.CharField(
        label=_("Who"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"placeholder": _("Name or username"), "autocomplete": "off"}),
    )
    verb = forms.ChoiceField(
        label=_("Action"),
        required=False,
        choices=_verbs,
        error_messages={"invalid_choice": _("Choose an action from the list.")},
    )
    words = forms.CharField(
        label=_("Target"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"placeholder": _("Name or detail"), "autocomplete": "off"}),
    )
    since = DayField(label=_("From"))
    until = DayField(label=_("To"))

    def clean(self):
        data = super().clean()
        if (since := data.get("since")) and (until := data.get("until")) and until < since:
            text = gettext("Enter an end date that is not before the start date.")
            self.add_error("until", text)
        return data

    def entries(self):
        """The matching entries, newest first; none if the form is invalid."""
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
            entries = entries.filter(at__gte=_start_of(data["since"]))
        if data["until"]:
            entries = entries.filter(at__lt=_start_of(data["until"] + timedelta(days=1)))
        return entries


def _start_of(day):
    return timezone.make_aware(datetime.combine(day, time.min))
