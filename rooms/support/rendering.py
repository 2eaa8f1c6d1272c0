"""The support desk as HTML: the queue, where somebody stands in it, and a conversation's state."""

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from rooms.chat.rendering import Look
from rooms.live.audience import audience_of
from rooms.live.fragments import fragment
from rooms.live.template_slots import render_with_slots
from rooms.markup import to_html

VISITORS = Look(
    "support/_message.html",
    "support/_message_content.html",
    "support-conversation",
    "support-older",
)
AGENTS = VISITORS._replace(page="dashboard-ticket", older="ticket-older")
"Both sides get the same messages; only the addresses around them differ."
PARTS = ("queue", "taken", "queue-count", "on-duty")
"Of the desk's page, what changes."


def position_html(place, wait, opening, audience):
    """Where a visitor stands, who is the first with 1, and how many minutes that may take.

    wait: None if nobody knows. opening: whether anybody is there. One template for each audience;
    the numbers are inserted.
    """
    if not opening.is_open:
        return away_html(opening.opens_at)
    variant = {"is_next": place == 1, "knows": wait is not None, "is_short": wait == 0}
    slots = {"place": place, "wait": wait}
    return render_with_slots("support/_position.html", audience, variant, slots)


@fragment
def away_html(opens_at):
    """That nobody is there, and when somebody is, in the time zone of who reads it."""
    return render_to_string("support/_away.html", {"opens_at": opens_at})


def status_html(status):
    """What the visitor is told about their conversation: a Status."""
    return render_to_string("support/_status.html", {"status": status})


def queue_html(queue):
    """{the id of an element: what is inside} for a Queue."""
    context = {
        "queue": queue,
        "waiting": mark_safe("".join(map(_ticket_html, queue.waiting))),
        "taken": mark_safe("".join(map(_ticket_html, queue.taken))),
    }
    return {name: render_to_string(f"support/_{name}.html", context) for name in PARTS}


@fragment
def _ticket_html(line):
    """A QueueLine as an item of the list."""
    return render_to_string("support/_ticket.html", {"line": line})


def notes_html(notes):
    return mark_safe("".join(map(_note_html, notes)))


@fragment
def _note_html(note):
    context = {"note": note, "body": to_html(note.body, {})}
    return render_to_string("support/_note.html", context)


def audience_for(user):
    return audience_of(user.language, user.time_zone)
