"""Actions: what a page may ask for over its socket."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form

from rooms.live.database import in_database
from rooms.live.rate import Rate
from rooms.live.refusal import Refused, log_refusal, show_refusal


class EmptyForm(Form):
    """For an action without fields; whatever a page sends with it is ignored."""


@dataclass(frozen=True)
class Action:
    """Something a page may ask for, by name.

    run: called in the database thread with the page and the form's cleaned data; returns HTML
        for this page alone, or None. Raises PermissionDenied or Refused with a text.
    error: id of the element that shows a refusal; may contain a field, as in `error-{message}`.
    is_quiet: log a refusal, but do not show it.
    """

    run: Callable[[Any, dict], str | None]
    form: type[Form]
    rate: Rate
    error: str = "notice"
    is_quiet: bool = False

    async def handle(self, page, name: str, data: dict) -> str:
        """Run the action; return HTML for the page, which says why if it was refused."""
        return await in_database(self.answer, page, name, data)

    def answer(self, page, name: str, data: dict) -> str:
        form = self._form(data)
        try:
            with page.audience.activated(), page.as_actor():
                self._check(page, name, form)
                return self.run(page, form.cleaned_data) or ""
        except (Refused, PermissionDenied) as refusal:
            return self._refuse(page, name, form, refusal)

    def _form(self, data):
        data = {key: value for key, value in data.items() if isinstance(value, str | int)}
        return self.form(data, label_suffix="")  # Django translates the default suffix each time

    def _check(self, page, name, form):
        self.rate.check(name, page.user_id)
        if not form.is_valid():
            with page.audience.activated():
                raise Refused(" ".join(e for errors in form.errors.values() for e in errors))

    def _refuse(self, page, name, form, refusal):
        log_refusal(page.user_id, name, str(refusal))
        if self.is_quiet:
            return ""
        fields = {**form.data, **getattr(form, "cleaned_data", {})}
        return show_refusal(self.error.format_map(fields), str(refusal))


class BatchedAction(Action):
    """An action whose concurrent calls run as one batch.

    run: called with a list of (page, cleaned data), never an empty one; returns for each call
        HTML or an exception.
    """

    run: Callable[[list[tuple[Any, dict]]], list]

    async def handle(self, page, name: str, data: dict) -> str:
        return await page.hub.batcher(self.answer_batch)((page, name, data))

    def answer_batch(self, calls: list) -> list:
        forms = [self._form(data) for _, _, data in calls]
        answers = [self._fault(*call, form) for call, form in zip(calls, forms, strict=True)]
        valid = [n for n, fault in enumerate(answers) if fault is None]
        results = self.run([(calls[n][0], forms[n].cleaned_data) for n in valid]) if valid else []
        for n, result in zip(valid, results, strict=True):
            page, name, _ = calls[n]
            is_refused = isinstance(result, Refused | PermissionDenied)
            answers[n] = self._refuse(page, name, forms[n], result) if is_refused else result
        return answers

    def _fault(self, page, name, data, form):
        try:
            self._check(page, name, form)
        except Refused as refusal:
            return self._refuse(page, name, form, refusal)
