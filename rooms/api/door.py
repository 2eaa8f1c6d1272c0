"""HTTP with a bearer token as a door to the actions."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from django.conf import settings
from django.http import Http404
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from rooms.api.authentication import NO_TOKEN, authenticate
from rooms.api.batched import BatchedRequest
from rooms.api.parsing import read_object
from rooms.api.problems import answer_problem
from rooms.chat.access import membership_of
from rooms.live.actions import Action
from rooms.live.actor import as_actor
from rooms.live.client_address import address_of_request
from rooms.live.late_answer import LateAnswer
from rooms.live.post_door import perform
from rooms.live.rate import Rate
from rooms.live.refusal import Refused
from rooms.models.token import READ

WRONG_KIND = _("“%(field)s” has a value of a kind that it cannot have.")
NOT_TAKEN = _("This address does not take the method %(method)s.")
REQUESTS = Rate(600, 10)
"For all requests of one user together. Actions have rates of their own, which are reached first."


class OpenView(View):
    """Answers a program, also one without a token."""

    http_method_names = ["get", "head", "post", "patch", "delete"]
    limit = None
    "The name, the rate and what is left of it, for the headers."

    def dispatch(self, request, *args, **kwargs):
        with ExitStack() as self.context:
            self.context.enter_context(translation.override(settings.LANGUAGE_CODE))
            try:
                self.begin(request)
                response = self._method()(request, *args, **kwargs)
            except Exception as error:
                response = answer_problem(error, request.path)
                if response is None:
                    raise
        return self._with_limit(response)

    def begin(self, request):
        """What comes before the method. Raises Refused."""

    @cached_property
    def data(self) -> dict:
        """The body, an object. Raises Refused for another one."""
        return read_object(self.request)

    def _method(self):
        method = getattr(self, self.request.method.lower(), None)
        if method and self.request.method.lower() in self.http_method_names:
            return method
        refusal = Refused(NOT_TAKEN % {"method": self.request.method}, status=405)
        refusal.allow = ", ".join(self._allowed_methods())
        raise refusal

    def _with_limit(self, response):
        if self.limit:
            name, rate, times, seconds = self.limit
            response["RateLimit-Policy"] = f'"{name}";q={rate.times};w={rate.seconds}'
            response["RateLimit"] = f'"{name}";r={times};t={seconds}'
        return response


class ApiView(OpenView):
    """Answers who comes with a token that has the scope.

    scope: what reading takes. actions: {method: what it performs}.
    """

    scope = READ
    actions: dict[str, Action] = {}

    def begin(self, request):
        """Authenticate, and act as that user, in their language."""
        principal = authenticate(_bearer(request))
        user, request.auth = principal.user, principal
        request.user = user
        self.context.enter_context(translation.override(user.language))
        self.context.enter_context(as_actor(user, address_of_request(request)))
        self._count(user)
        principal.require(self.scope_of(request.method))

    def _count(self, user):
        try:
            self.limit = ("requests", REQUESTS, *REQUESTS.use("requests", user.pk))
        except Refused as refusal:
            self.limit = ("requests", REQUESTS, 0, refusal.retry_after)
            raise

    def scope_of(self, method):
        action = self.actions.get(method)
        return action.scope if action else self.scope

    def play(
        self, subject: int | None = None, data: dict | None = None, action: Action | None = None
    ):
        """Perform the method's action, or another one, for who asks, with the request's body or
        other `data`; return what was done. Raises Refused."""
        action = action or self.actions[self.request.method]
        data = self.data if data is None else data
        outcome = perform(action, self.request, subject, _plain(action, data))
        if refusal := outcome.refusal:
            self._note_limit(action, refusal)
            raise refusal
        return outcome.result

    def play_in_batch(self, action: Action, subject: int, data: dict, render: Callable):
        """The answer to an action that runs with those that others ask for at the same time.

        `render` makes the response of what the action's `show` made.
        """
        return LateAnswer(partial(self._play_late, action, subject, _plain(action, data), render))

    async def _play_late(self, action, subject, data, render):
        request = BatchedRequest(self.request, subject)
        try:
            response = render(await request.perform(action, data))
        except Exception as error:
            self._note_limit(action, error)
            response = request.problem(error)
        return self._with_limit(response)

    def _note_limit(self, action, error):
        if getattr(error, "status", None) == 429:
            self.limit = (action.name, action.rate, 0, error.retry_after)

    def membership(self, slug):
        """That of the user in the room; 404 for a stranger, as if there were no such room."""
        return membership_of(self.request.user, slug)


class NotFound(ApiView):
    """Any other address. It says so to nobody without a token."""

    def get(self, request, **kwargs):
        raise Http404

    post = patch = delete = get


def _plain(action, data):
    """What the action's form takes. Raises Refused for a field with a value of another kind, which
    would otherwise count as left out."""
    plain = {key: value for key, value in action.plain(data).items() if not isinstance(value, bool)}
    if left_out := data.keys() - plain.keys():
        for name in action.form({}).fields:
            if name in left_out and data[name] is not None:
                raise Refused(WRONG_KIND % {"field": name}, name)
    return plain


def _bearer(request):
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Refused(NO_TOKEN, status=401)
    return token.strip()
