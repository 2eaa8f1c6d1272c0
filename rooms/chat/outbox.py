"""What the forms of a page hold that is not settled yet, and the order in which it is taken.

A form is sent by Enter (`post`), and in its final text (`again`) once its box is out of reach,
when the page comes back, and every few seconds until it is answered. Only `again` is answered,
by the removal of the form: no box that somebody may be typing in is ever touched.
"""

from typing import NamedTuple

from rooms.chat.access import read_id
from rooms.chat.composer import push_refused, push_step, push_stored, push_waiting
from rooms.chat.fields import line_ends
from rooms.chat.forms import OUTBOX
from rooms.models.sent_form import Entered

FORMS = ("post", "again")
OF_OUTBOX = (*FORMS, "suggest")
"The actions that its forms send; the last keeps the draft."
MOST_HELD = 500
STEP_AFTER = 2
"Seconds after Enter within which a page shows that it had the next form in its cache."


LONGEST_WAIT = 60
"Seconds for which a page waits before it sends a text again that came too often."


class FormId(NamedTuple):
    """Which of the forms of a page."""

    n: int
    outbox: str

    @classmethod
    def of(cls, data: dict) -> "FormId":
        n = str(data.get("n", ""))
        is_number = n.isascii() and n.isdecimal() and len(n) < 10
        return cls(int(n) if is_number else 0, str(data.get("outbox") or OUTBOX))

    def moved(self, by: int) -> "FormId":
        return self._replace(n=self.n + by)


class Outbox:
    """What one form leaves to the next: letters that came too late for it open the next message.

    late: {form: those letters}. waiting: forms that stay until the next one is stored, so that
    the letters are derived again should this process be killed.
    """

    def __init__(self, token: str):
        self.token = token
        self.late, self.waiting = {}, set()

    def completed(self, data: dict) -> dict:
        """What a form sent, with the page's token and what belongs in front of the text."""
        return data | {"page": self.token, "before": self.late.get(FormId.of(data), "")}

    def settle(self, form: FormId, late: str = "") -> str:
        """The text of a form is stored in its final form: a push that removes what is done."""
        self.late.pop(form, None)
        before, gone = form.moved(-1), []
        if before in self.waiting:
            self.waiting.remove(before)
            gone.append(before)
        if late:
            self.late[form.moved(1)] = late
            self.waiting.add(form)
        else:
            gone.append(form)
        return "".join(push_stored(*each) for each in gone)


class PageOutbox(Outbox):
    """That of an open page, which holds what comes from the opening of its socket until `ready`.

    The browser sends what was put away before what it wrote while the connection was down.
    """

    def __init__(self, page, token: str):
        super().__init__(token)
        self.page = page
        self.held, self.is_ready, self.has_stored = [], False, False
        self.stored, self.steps = {}, {}
        "{form: its content} of what Enter has sent, and timers for the forms that come after."

    def holds(self, name: str, data: dict) -> bool:
        """Whether that waits until the page is ready."""
        if not self.is_ready and len(self.held) < MOST_HELD:
            self.held.append((name, data))
        return not self.is_ready

    def release(self) -> list[tuple[str, dict]]:
        """What was held, in the order in which it was written; of drafts only the last."""
        self.is_ready, held, self.held = True, self.held, []
        forms = [each for each in held if each[0] in FORMS]
        forms.sort(key=lambda each: (FormId.of(each[1]).n, each[0] == "again"))
        return forms + [each for each in held if each[0] not in FORMS][-1:]

    def settled(self, name: str, data: dict) -> str:
        """If that says again what Enter has sent, the answer: nothing is left to store."""
        form = FormId.of(data)
        if name == "post":
            self._expect_again(form, data.get("lines"))
            return ""
        self._cancel_step(form)
        is_known = self.stored.pop(form, None) == _content(data)
        return self.settle(form) if is_known else ""

    def accept(self, entered: Entered, late: str) -> str:
        """That was stored. A push for the page."""
        form, self.has_stored = FormId(entered.n, entered.outbox), True
        if entered.is_final:
            return self.settle(form, late)
        self.late.pop(form, None)
        self.stored[form] = entered.content
        return ""

    # A browser that did not have the next form in its cache gets it from here.

    def _expect_again(self, form, lines):
        self._cancel_step(form)
        loop = self.page.hub.loop
        self.steps[form] = loop.call_later(STEP_AFTER, self._push_step, form, lines)

    def _cancel_step(self, form):
        if step := self.steps.pop(form, None):
            step.cancel()

    def _push_step(self, form, lines):
        self._cancel_step(form)
        with self.page.audience.activated():
            self.page.push(push_step(form.n + 1, lines, form.outbox))


def _content(data):
    """As `Entered.content`, of a form that is not looked at yet."""
    reply = read_id(str(data.get("reply"))) or None
    return line_ends(str(data.get("body"))), reply, bool(data.get("also"))


def push_refusal(data: dict, refusal: Exception) -> str:
    """Say beside a form why its text is not stored; one that came too often is sent again.

    Where that would take minutes it may be changed meanwhile.
    """
    form = FormId.of(data)
    if 0 < (getattr(refusal, "retry_after", None) or 0) <= LONGEST_WAIT:
        return push_waiting(*form, str(refusal))
    return push_refused(*form, data.get("lines"), refusal)
