"""Choosing people among many: those who are chosen already, and those who match a search."""

from typing import NamedTuple

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SHOWN = 20
"People who are shown besides the chosen ones. Where there are no more, nothing is searched."


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Find people"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )


class PeopleChoice(NamedTuple):
    """What the page shows. With each search the form sends the chosen people again."""

    chosen: list
    found: list
    has_more: bool
    text: str

    @property
    def needs_search(self):
        return self.has_more or bool(self.text)


def people_choice(people, data, name):
    """The PeopleChoice among these people. `data` has the text as "q" and the chosen as `name`."""
    form = FindForm(data)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    people = people.order_by("display_name", "pk")
    chosen = list(people.filter(pk__in=_ids(data.getlist(name))))
    matches = Q(display_name__icontains=text) | Q(username_key__icontains=text) if text else Q()
    found = list(people.filter(matches).exclude(pk__in=[p.pk for p in chosen])[: SHOWN + 1])
    return PeopleChoice(chosen, found[:SHOWN], len(found) > SHOWN, text)


def _ids(texts):
    return [int(each) for each in texts if each.isascii() and each.isdecimal() and len(each) < 19]
