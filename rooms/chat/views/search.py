"""Search: a page of the messages that contain what one asks for."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rooms.chat.access import read_id
from rooms.chat.search import results
from rooms.chat.search.excerpt import excerpt
from rooms.chat.search.grammar import read_query
from rooms.chat.search.index import NEWEST, has_only_short
from rooms.live.post_door import refused
from rooms.live.rate import Rate
from rooms.live.refusal import Refused
from rooms.site.shell import shell_for
from rooms.site.sidebar import direct_names

SEARCHES = Rate(30, 10)
LONGEST = 200


@login_required
@require_safe
def search(request):
    text = request.GET.get("q", "")[:LONGEST]
    query = read_query(text)
    context = {"text": text, "longest": LONGEST, "problems": query.problems}
    if query.is_empty:
        return _page(request, context)
    try:
        SEARCHES.check("search", request.user.pk)
    except Refused as refusal:
        context["problems"] = [str(refusal)]
        return refused(_page(request, context), refusal)
    found = results.search(request.user, query, read_id(request.GET.get("before")))
    context["problems"] += found.problems
    context |= {"found": found, "lines": _lines(found.messages, query.terms, request.user)}
    context["newest"] = NEWEST if has_only_short(query.terms) else None
    return _page(request, context)


def _lines(messages, terms, user):
    """For each message where it was said, and what of it is shown."""
    rooms = [message.room.home for message in messages]
    directs = direct_names({room.pk for room in rooms if room.is_direct}, user.pk)
    return [
        {
            "message": message,
            "room": directs.get(room.pk) or room.name,
            "text": excerpt(message.body, terms),
        }
        for message, room in zip(messages, rooms, strict=True)
    ]


def _page(request, context):
    return render(request, "chat/search.html", context | {"shell": shell_for(request.user)})
