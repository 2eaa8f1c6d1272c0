"""Actions: what a person may ask for, whichever door it comes through."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import Error
from django.forms import Form
from django.utils.functional import lazy

from rooms.live.actor import as_several
from rooms.live.database import in_database, patiently, repeat_after_conflict
from rooms.live.locks import is_locked
from rooms.live.rate import Call, Rate, check_in_batch
from rooms.live.refusal import Refused, log_refusal, show_refusal


class EmptyForm(Form):
    """For an action without fields; whatever comes with it is ignored."""


class Caller(NamedTuple):
    """Who asks, and about what: the id of the membership, the counter, …, or None.

    An action looks both up anew, so that a right that has ended is not used.
    """

    user_id: int
    subject: int | None = None


@dataclass(frozen=True)
class Action:
    """One thing that a person may ask for: its form, its rate, its permission and its verb.

    form: the form's class, or a function that chooses one by the data.
    run: called with the Caller and the form's cleaned data, in a thread that may query. Returns
        what was done, if a door needs it. Raises PermissionDenied or Refused with a text.
    find: looks up what the action is about, through the Caller, before the form is looked at.
        `run` then gets what it returns in place of the Caller. Raises as `run` does.
    show: makes HTML for the page that asked, from the page and what `run` returned.
    show_refusal: the same of a refusal, from the page, what it sent and the refusal. Without it
        the text stands in the element with the id `error`.
    is_quiet: log a refusal, but do not show it.
    several: names of fields that take a list of values.
    scope: what a program's token needs for it; with "" it is not for programs.
    """

    name: str
    run: Callable[[Any, dict], Any]
    form: Callable[..., Form]
    rate: Rate
    find: Callable[[Caller], Any] | None = None
    show: Callable[[Any, Any], str] | None = None
    show_refusal: Callable[[Any, dict, Exception], str] | None = None
    error: str = "notice"
    is_quiet: bool = False
    several: tuple[str, ...] = ()
    scope: str = "write"

    # The plain door, for POSTs and programs:

    def perform(self, caller: Caller, data: Any) -> Any:
        """Do it, and return what `run` returns. Raises PermissionDenied or Refused."""
        try:
            self.rate.check(self.name, caller.user_id)
            return repeat_after_conflict(self._run, caller, data)
        except (PermissionDenied, Refused) as refusal:
            log_refusal(caller.user_id, self.name, str(refusal))
            raise

    def _run(self, caller, data):
        found = self.find(caller) if self.find else caller
        return self.run(found, self._clean(data))

    def plain(self, data: dict) -> dict:
        """Of what came as JSON: texts and numbers, and lists of them where they are taken."""
        return {
            key: value
            for key, value in data.items()
            if isinstance(value, str | int) or (key in self.several and _is_plain_list(value))
        }

    def _clean(self, data):
        form = self.form(data, label_suffix="")  # Django translates the default suffix each time
        if form.is_valid():
            return form.cleaned_data
        raise Refused(_lazy_text_of(form.errors), next(iter(form.errors)))

    # The socket's door:

    async def handle(self, page, data: dict) -> str:
        """Do it for a page; return HTML for the page, which says why if it was refused."""
        call = Call(self.rate, self.name, page.user_id)
        if refusal := await check_in_batch(page.hub, call):
            return self._refuse(page, data, refusal)
        return await self._answer(page, data)

    async def _answer(self, page, data):
        return await in_database(self._answer_in_thread, page, data)

    def _answer_in_thread(self, page, data):
        with page.audience.activated(), page.as_actor():
            try:
                return self._shown(page, self._run(page.caller, self.plain(data)))
            except (Refused, PermissionDenied) as refusal:
                return self._refuse(page, data, refusal)

    def _shown(self, page, result):
        return self.show(page, result) if self.show else ""

    def _refuse(self, page, data, refusal):
        log_refusal(page.user_id, self.name, str(refusal))
        if self.is_quiet:
            return ""
        with page.audience.activated():
            if self.show_refusal:
                return self.show_refusal(page, data, refusal)
            return show_refusal(self.error, str(refusal))


class BatchedAction(Action):
    """An action whose concurrent calls run as one batch.

    run: called with a list of (Caller, cleaned data), never an empty one; returns for each call
        what was done, or an exception. It has no one actor: an audit entry needs `actor=`.
    """

    def _run(self, caller, data):
        (result,) = self._run_batch([(caller, data)])
        if isinstance(result, Exception):
            raise result
        return result

    async def _answer(self, page, data):
        try:
            return await page.hub.batcher(self._answer_batch)((page, data))
        except Error as error:
            if not is_locked(error):
                raise
        (answer,) = await patiently(self._answer_batch, [(page, data)])
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _answer_batch(self, calls):
        results = self._run_batch([(page.caller, self.plain(data)) for page, data in calls])
        pairs = zip(calls, results, strict=True)
        return [self._answer_one(page, data, result) for (page, data), result in pairs]

    def _answer_one(self, page, data, result):
        if isinstance(result, Refused | PermissionDenied):
            return self._refuse(page, data, result)
        if isinstance(result, Exception):
            return result
        with page.audience.activated(), page.as_actor():
            return self._shown(page, result)

    def _run_batch(self, calls):
        results = [self._clean_or_refusal(data) for _, data in calls]
        valid = [n for n, each in enumerate(results) if not isinstance(each, Refused)]
        done = self._run_valid([(calls[n][0], results[n]) for n in valid]) if valid else []
        for n, result in zip(valid, done, strict=True):
            results[n] = result
        return results

    def _run_valid(self, calls):
        with as_several():
            return self.run(calls)

    def _clean_or_refusal(self, data):
        try:
            return self._clean(data)
        except Refused as refusal:
            return refusal


def by_name(*actions: Action) -> dict[str, Action]:
    return {action.name: action for action in actions}


def _text_of(errors):
    return " ".join(text for each in errors.values() for text in each)


_lazy_text_of = lazy(_text_of, str)


def _is_plain_list(value):
    return isinstance(value, list) and all(isinstance(each, str | int) for each in value)
