"""The settings of the support desk."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.chat.fields import BodyField
from rooms.models import SupportDesk, SupportReply, SupportSubject, User
from rooms.models.support_desk import SETTINGS, WEEK
from rooms.models.support_hours import read_closed, read_day

HOURS = _("Such as 9:00-12:00, 13:00-17:00; empty if closed.")


class SettingsForm(forms.ModelForm):
    """Without hours on any day the desk is always open."""

    silent_after = forms.IntegerField(
        label=_("Minutes that an agent may let a visitor wait"),
        min_value=1,
        max_value=24 * 60,
        help_text=_("Then the conversation returns to the queue."),
    )
    subjects = forms.CharField(
        label=_("What a question may be about"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line. Visitors choose among them."),
    )

    bots = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Bots at the desk"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They read, take and answer conversations with a token for support."),
    )

    field_order = [*SETTINGS[:-1], "subjects", "bots", "first_bot"]

    class Meta:
        model = SupportDesk
        fields = SETTINGS
        widgets = {
            "welcome": forms.Textarea({"rows": 2}),
            "away_text": forms.Textarea({"rows": 2}),
            "closed_days": forms.Textarea({"rows": 3}),
        }

    def __init__(self, data=None, *, desk):
        offered = SupportSubject.objects.offered().values_list("name", flat=True)
        initial = {
            "silent_after": desk.silent_after // timedelta(minutes=1),
            "subjects": "\n".join(offered),
        }
        super().__init__(data, instance=desk, initial=initial)
        self.fields["monday"].help_text = HOURS
        self._offer_bots()

    def _offer_bots(self):
        bots = User.objects.bots().active()
        if not bots.exists():
            del self.fields["bots"], self.fields["first_bot"]
            return
        self.fields["bots"].queryset = self.fields["first_bot"].queryset = bots
        self.fields["bots"].initial = bots.filter(serves_desk=True)
        self.fields["first_bot"].empty_label = gettext("None; visitors wait for a person")

    def clean_silent_after(self):
        return timedelta(minutes=self.cleaned_data["silent_after"])

    def clean_subjects(self):
        names = [line.strip() for line in self.cleaned_data["subjects"].splitlines()]
        if any(len(name) > 60 for name in names):
            raise ValidationError(gettext("Use at most 60 characters for each."))
        return list(dict.fromkeys(filter(None, names)))

    def clean_closed_days(self):
        text = self.cleaned_data["closed_days"]
        try:
            read_closed(text)
        except ValueError:
            raise ValidationError(gettext("Enter one date a line, such as 2026-12-24.")) from None
        return text

    def clean_first_bot(self):
        bots, first = self.cleaned_data.get("bots", ()), self.cleaned_data["first_bot"]
        if first and first not in bots:
            raise ValidationError(gettext("Admit %(bot)s to the desk first.") % {"bot": first})
        return first

    def clean(self):
        for day in WEEK:
            try:
                read_day(self.cleaned_data.get(day, ""))
            except ValueError:
                text = gettext("Enter hours in their order, such as 9:00-12:00, 13:00-17:00.")
                self.add_error(day, text)
        return super().clean()

    def save(self):
        self.instance.admit(self.cleaned_data.get("bots", ()))
        self.instance.change()
        SupportSubject.objects.offer(self.cleaned_data["subjects"])


class ReplyForm(forms.ModelForm):
    body = BodyField(
        label=_("Text"),
        widget=forms.Textarea({"rows": 4}),
        help_text=_("{visitor} becomes the visitor's name, {agent} that of whoever answers."),
    )

    class Meta:
        model = SupportReply
        fields = ["title", "body"]
