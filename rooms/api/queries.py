"""What the query string of an address may ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rooms.models import Ticket

MOST, USUAL = 200, 50


class LimitForm(forms.Form):
    limit = forms.IntegerField(
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=_("How many are wanted; 50 without it."),
    )

    def clean_limit(self):
        return self.cleaned_data["limit"] or USUAL


class BeforeForm(LimitForm):
    before = forms.IntegerField(
        min_value=0, required=False, help_text=_("Those before this number, the latest of them.")
    )


class SequenceForm(BeforeForm):
    since = forms.IntegerField(
        min_value=0,
        required=False,
        help_text=_("What changed after this number, in that order: messages, edits, deletions."),
    )


class PageForm(LimitForm):
    page = forms.IntegerField(
        min_value=1, required=False, help_text=_("The number of the page; 1 without it.")
    )


class FindForm(PageForm):
    q = forms.CharField(required=False, max_length=60, help_text=_("What a name contains."))


class ConversationsForm(PageForm):
    state = forms.ChoiceField(
        choices=Ticket.STATES,
        required=False,
        help_text=_("Without it all that are not closed."),
    )
    mine = forms.BooleanField(required=False, help_text=_("Only those that I answer."))
    tag = forms.CharField(required=False, help_text=_("Only those with this tag."))


class UnreadForm(BeforeForm):
    unread = forms.BooleanField(required=False, help_text=_("Only those that are not read."))
