"""Token pairs: begin with a password, refresh, end."""

from django import forms

from rooms.accounts.sign_in import SignInForm
from rooms.api import token_pair
from rooms.api.answers import Response, no_content
from rooms.api.described import described
from rooms.api.door import OpenView
from rooms.live.refusal import Refused
from rooms.models import record


class RefreshForm(forms.Form):
    refresh = forms.CharField(max_length=2_000)


class TokenView(OpenView):
    tag = "tokens"

    @described("Sign in", "Pair", form=SignInForm(), is_open=True)
    def post(self, request):
        """A pair of tokens for a username and a password, as at the sign-in page."""
        form = SignInForm(request, _texts(self.data))
        if not form.is_valid():
            raise _refusal_of(form)
        user = form.get_user()
        pair = token_pair.begin(user)
        record("signed in", actor=user, detail="with a pair of tokens")
        return Response(pair._asdict())


class RefreshView(OpenView):
    tag = "tokens"

    @described("Next pair", "Pair", form=RefreshForm(), is_open=True)
    def post(self, request):
        """The next pair of tokens. A refresh token is taken once: who comes with one again ends
        all that came from the same sign-in, as somebody else may have it."""
        return Response(token_pair.refresh(_refresh_token(self.data))._asdict())


class RevokeView(OpenView):
    tag = "tokens"

    @described("Sign out", status=204, form=RefreshForm(), is_open=True)
    def post(self, request):
        """End all tokens that came from the same sign-in."""
        token_pair.end(_refresh_token(self.data))
        return no_content()


def _refresh_token(data):
    form = RefreshForm(_texts(data))
    if form.is_valid():
        return form.cleaned_data["refresh"]
    raise Refused(form.errors["refresh"][0], "refresh")


def _refusal_of(form):
    """That of too many attempts; 401 for a wrong password; 422 for a field that is missing."""
    if form.refusal:
        return form.refusal
    field, errors = next(iter(form.errors.items()))
    return Refused(errors[0], field, status=401 if field == "__all__" else 422)


def _texts(data):
    return {name: value for name, value in data.items() if isinstance(value, str)}
