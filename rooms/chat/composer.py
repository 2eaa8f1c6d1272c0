"""The composer's HTML: a form to write in, those that follow it, and what the server says of them.

A page has one box to write in. Enter sends the text of its form and puts the form away, and the
next form takes the focus. That one comes from the browser's cache: so no letter waits for the
server, and none is lost while the connection is down. What was put away is sent again until the
server answers that it has it, and only that answer removes the form (`rooms/chat/outbox.py`).
"""

import secrets

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import get_language

from rooms.chat.forms import OUTBOX, THREAD_OUTBOX
from rooms.live import oob
from rooms.live.cached_answers import CachedAnswer
from rooms.models.shown import Quote

ONE, SEVERAL = "one", "several"
"The two kinds of box, in addresses: one line, which Enter sends, or several lines."
DOORS = {
    OUTBOX: ("outbox", "composer-lines"),
    "visitor": ("support-outbox", "support-lines"),
    "desk": ("desk-outbox", "desk-lines"),
}
"""For each outbox the names of two addresses: one takes what it has, one gives it another box.

Visitors and agents of the support desk have their own."""
AHEAD = 7
"Forms that the browser fetches ahead: as many messages can be written offline."


def new_page_token():
    """What tells the forms of one page from those of another; each render has its own."""
    return secrets.token_urlsafe(12)


def composer_context(n, lines, outbox=OUTBOX):
    """What the templates ask about: form n, with a box for several lines or for one."""
    return _context(STEP.version(get_language()), lines, n, outbox)


def composer_inside(n, outbox, lines, draft, quoted=None):
    """The inside of form n, with this text in its box, as an answer to the quoted message."""
    context = composer_context(n, lines, outbox) | {"draft": draft, "has_focus": True}
    context |= {"has_reply": quoted is not None, "reply": quoted and reply_html(quoted)}
    return render_to_string("chat/_composer_inside.html", context)


def reply_html(quoted):
    """What a form says of the message that it answers."""
    context = {"quote": Quote.of(quoted), "room": quoted.room}
    return render_to_string("chat/_composer_reply.html", context)


def form_address(context, ahead):
    """In a template: the address from which the browser gets the form that is so far ahead."""
    return _address(
        STEP, context["version"], context["lines"], context["n"] + ahead, context["outbox"]
    )


def forms_ahead(context):
    """Links by which a page fetches its next forms ahead."""
    addresses = [form_address(context, ahead) for ahead in range(1, AHEAD + 1)]
    return format_html_join("", '<link rel="prefetch" href="{}">', ([each] for each in addresses))


def _context(version, lines, n, outbox):
    take, change = DOORS.get(outbox, DOORS[OUTBOX])
    doors = {"outbox_door": reverse(take), "lines_door": reverse(change)}
    form = {"version": version, "lines": lines, "n": n, "outbox": outbox}
    return form | doors | {"has_also": outbox == THREAD_OUTBOX}


def _address(answer, version, lines, n, outbox):
    values = {"version": version, "language": get_language(), "n": n}
    values["lines"] = SEVERAL if lines else ONE
    return reverse(answer.name, kwargs=values | ({} if outbox == OUTBOX else {"outbox": outbox}))


# From the browser's cache. Whatever is there already stays, so they can be applied again.


def _step(version, lines, n, outbox=OUTBOX):
    """Form n takes the focus, and the one before it is put away."""
    before, several = f"#{outbox}-{n - 1}:not(:has(.sent))", lines == SEVERAL
    context = _context(version, several, n, outbox) | {"has_focus": True}
    form = render_to_string("chat/_composer.html", context)
    mark = render_to_string("chat/_composer_sent.html", context | {"n": n - 1, "latest": AHEAD + 1})
    return oob.insert_after(before, form) + oob.append_inside(before, mark)


def _retry(version, lines, n, outbox=OUTBOX):
    """The corrected form n is put away again; the box to write in takes the focus if empty."""
    context = _context(version, lines == SEVERAL, n, outbox) | {"has_focus": True}
    mark = render_to_string("chat/_composer_again.html", context)
    box = render_to_string("chat/_composer_box.html", context)
    note, empty = f"#{outbox}-{n}-note", f"#{outbox} .composer__box:placeholder-shown"
    return (
        oob.replace_inside(f"{note}:has(.refused)", mark, present=f"{note} .refused")
        + oob.replace_inside(f"#{outbox} .composer__field:has(:placeholder-shown)", box, empty)
        + oob.EMPTY_SINK
    )


def _no_reply(version):
    """For a form that answers no message any more."""
    return render_to_string("chat/_composer_no_reply.html")


NO_REPLY = CachedAnswer("no-reply", _no_reply)
_samples = tuple(
    {"lines": lines, "n": 1, "outbox": outbox}
    for lines in (ONE, SEVERAL)
    for outbox in (OUTBOX, THREAD_OUTBOX)
)
STEP = CachedAnswer("composer", _step, _samples)
RETRY = CachedAnswer("composer-retry", _retry, _samples)


# From the server, in the active language.


def push_step(n, lines, outbox):
    """The same as from the cache, for a browser that did not have it there."""
    return _step(STEP.version(get_language()), SEVERAL if lines else ONE, n, outbox)


def push_ahead(n, outbox, lines):
    """Fetch the forms after n ahead: those that could not be fetched while there was no server."""
    return oob.fill(f"{outbox}-ahead", forms_ahead(composer_context(n, lines, outbox)))


def push_stored(n, outbox):
    """Remove a form whose text is stored; one that can still be written in stays."""
    return oob.delete(f"#{outbox}-{n}:has(.sent)")


def push_reply(quoted, n, outbox, lines):
    """What is written next answers this message. The box takes the focus if it is empty."""
    form, box = f"#{outbox} .composer:not(:has(.sent))", f"#{outbox}-{n} .composer__field"
    context = composer_context(n, lines, outbox) | {"has_focus": True}
    html = render_to_string("chat/_composer_box.html", context)
    empty = f"{box} :placeholder-shown"
    return (
        oob.replace_inside(
            f"{form} .composer__reply", reply_html(quoted), present=f"#{outbox} .composer__reply"
        )
        + oob.replace_inside(f"{box}:has(:placeholder-shown)", html, present=empty)
        + oob.EMPTY_SINK
    )


def push_dropped(n, outbox):
    """Remove a form whose text its author discards."""
    return oob.delete(f"#{outbox}-{n}")


def refusal_html(refusal, n=0, outbox=OUTBOX):
    """Why the text of form n is not stored, and the buttons that answer a question."""
    return render_to_string("chat/_refusal.html", _refusal(refusal, n, outbox))


def _refusal(refusal, n, outbox):
    count = getattr(refusal, "count", 0)
    return {"refusal": refusal, "count": count, "box": f"{outbox}-{n}-box"}


def push_refused(n, outbox, lines, refusal):
    """Say why the text was refused, and let it be corrected or discarded."""
    retry = _address(RETRY, RETRY.version(get_language()), lines, n, outbox)
    context = _refusal(refusal, n, outbox) | {"retry": retry}
    html = render_to_string("chat/_composer_refused.html", context)
    return oob.delete(f"#{outbox}-{n} .rescue") + _note(n, outbox, html)


def push_waiting(n, outbox, text):
    """Say why the text is not stored yet; the page sends it again."""
    return _note(n, outbox, text)


def _note(n, outbox, html):
    form = f"#{outbox}-{n}"
    note = oob.replace_inside(f"{form}:has(.sent) .composer__note", html, present=f"{form} .sent")
    return note + oob.EMPTY_SINK


def push_paste_hint():
    """Say how to paste several lines, for a while."""
    return oob.fill("name-hints", render_to_string("chat/_paste_hint.html"))
