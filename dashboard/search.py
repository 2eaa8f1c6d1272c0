"""Finding among many: a form that stands in the address, and pages of what it found."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q

PER_PAGE = 50


class FindForm(forms.Form):
    """By some letters of one of the columns, and by a state.

    columns: their names. states: {its word: function of the rows}; the first one is what
    an empty form finds, and one with something wrong in it.
    """

    columns = ()
    states = {}

    q = forms.CharField(
        label="Name", required=False, max_length=60, widget=forms.TextInput({"type": "search"})
    )
    state = forms.ChoiceField(label="Show", required=False)

    def __init__(self, data):
        super().__init__(data or None)
        self.fields["state"].choices = [(state, state) for state in self.states]

    def find(self, rows):
        """Those of the rows that match."""
        data = self.cleaned_data if self.is_valid() else {}
        in_state = self.states[data.get("state") or next(iter(self.states))]
        letters = data.get("q", "")
        matches = [Q((f"{column}__icontains", letters)) for column in self.columns]
        return in_state(rows).filter(Q(*matches, _connector=Q.OR) if letters else Q())


def page_of(request, rows):
    """The page of the rows that the address asks for."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
