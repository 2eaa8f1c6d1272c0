"""Search in a long list: a form in the query string, and pages of its results."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

PER_PAGE = 50


class SearchForm(forms.Form):
    """Search by text and by state.

    columns: the columns that are searched for the text.
    states: {name in English: function from a queryset to a queryset}; the name is translated as
        its label. An empty or invalid form has the first state.
    """

    columns = ()
    states = {}

    q = forms.CharField(
        label=_("Name"), required=False, max_length=60, widget=forms.TextInput({"type": "search"})
    )
    state = forms.ChoiceField(label=_("Show"), required=False)

    def __init__(self, data):
        super().__init__(data or None)
        self.fields["state"].choices = [(state, gettext(state)) for state in self.states]

    def search(self, rows):
        """The rows that match."""
        data = self.cleaned_data if self.is_valid() else {}
        in_state = self.states[data.get("state") or next(iter(self.states))]
        text = data.get("q", "")
        return in_state(rows).filter(self.matches(text) if text else Q())

    def matches(self, text):
        """What a row has to fulfil to match the text."""
        parts = [Q((f"{column}__icontains", text)) for column in self.columns]
        return Q(*parts, _connector=Q.OR)


def paginate(request, rows, per_page=None):
    """The page of the rows that the query string asks for."""
    return Paginator(rows, per_page or PER_PAGE).get_page(request.GET.get("page"))
