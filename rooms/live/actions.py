import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.forms import Form

from rooms.live.database import in_database
from rooms.live.metrics import meter
from rooms.live.oob import EMPTY_SINK, replace_inside

logger = logging.getLogger(__name__)


class Refused(Exception):
    """The page asked for something that it does not get; the words are for the person."""


@dataclass(frozen=True)
class Rate:
    """At most `times` in `seconds`, for one person over all their pages."""

    times: int
    seconds: int

    def check(self, name, user_id):
        """Count one more. Raises Refused beyond the limit; without the cache nothing is limited."""
        try:
            count = self._count(f"rate.{name}.{user_id}")
        except Exception as error:
            logger.warning("The cache does not answer, so rates are not limited: %s", error)
            return
        if count > self.times:
            raise Refused("That was a lot at once. Wait a moment and try again.")

    def _count(self, key):
        try:
            return cache.incr(key)
        except ValueError:  # nothing is counted yet, or what was ran out
            return 1 if cache.add(key, 1, self.seconds) else cache.incr(key)


@dataclass(frozen=True)
class Action:
    """Something a page may ask for, by name.

    run: called with the page and the form's cleaned data, in the database thread; what it
    returns is HTML for this page alone. It raises PermissionDenied or Refused, with words.
    error: id of the element that shows a refusal; may name a field, as in `error-{message}`.
    is_quiet: a refusal is logged but not shown.
    """

    run: Callable
    form: type[Form]
    rate: Rate
    error: str = "notice"
    is_quiet: bool = False

    async def ask(self, page, name, data):
        """Do it and return HTML for the page, which says why if it was refused."""
        return await in_database(self.answer, page, name, data)

    def answer(self, page, name, data):
        form = self._form(data)
        try:
            with page.audience.in_their_words(), page.on_their_behalf():
                self._check(page, name, form)
                return self.run(page, form.cleaned_data) or ""
        except (Refused, PermissionDenied) as refusal:
            return self._refusal(page, name, form, refusal)

    def _form(self, data):
        data = {key: value for key, value in data.items() if isinstance(value, str | int)}
        return self.form(data, label_suffix="")  # or each has it translated, and shows it to nobody

    def _check(self, page, name, form):
        self.rate.check(name, page.user_id)
        if not form.is_valid():
            with page.audience.in_their_words():
                raise Refused(" ".join(e for errors in form.errors.values() for e in errors))

    def _refusal(self, page, name, form, refusal):
        words = str(refusal)
        log_refusal(page, name, words)
        if self.is_quiet:
            return ""
        return refusal_at(
            self.error.format_map({**form.data, **getattr(form, "cleaned_data", {})}), words
        )


class GatheredAction(Action):
    """One whose calls gather while others are carried out, and are then carried out as one.

    run: called with a list of (page, cleaned data), never an empty one; returns for each
    HTML or the exception.
    """

    async def ask(self, page, name, data):
        return await page.hub.together(self.answers)((page, name, data))

    def answers(self, calls):
        forms = [self._form(data) for _, _, data in calls]
        answers = [self._fault(*call, form) for call, form in zip(calls, forms, strict=True)]
        valid = [n for n, fault in enumerate(answers) if fault is None]
        results = self.run([(calls[n][0], forms[n].cleaned_data) for n in valid]) if valid else []
        for n, result in zip(valid, results, strict=True):
            page, name, _ = calls[n]
            is_refused = isinstance(result, Refused | PermissionDenied)
            answers[n] = self._refusal(page, name, forms[n], result) if is_refused else result
        return answers

    def _fault(self, page, name, data, form):
        try:
            self._check(page, name, form)
        except Refused as refusal:
            return self._refusal(page, name, form, refusal)


def refusal_at(element_id, words):
    return replace_inside(f"#{element_id}", words or "You may not do that.") + EMPTY_SINK


def log_refusal(page, name, words):
    meter["refused"] += 1
    logger.info("Refused %s of user %s: %s", name, page.user_id, words)
