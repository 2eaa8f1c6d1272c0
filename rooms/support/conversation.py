"""What the page of a conversation shows, on either side."""

from rooms.chat import history
from rooms.chat.composer import composer_context, new_page_token
from rooms.live.cursor import write_cursor
from rooms.models import Site
from rooms.support.rendering import audience_for


def conversation_context(request, room, look, outbox, draft):
    """The context of `support/_conversation.html`. outbox: which side's forms it has."""
    part, user = history.page_asked(room, request.GET), request.user
    return composer_context(0, user.writes_lines, outbox) | {
        "slug": room.slug,
        "page_token": new_page_token(),
        "draft": draft,
        "has_focus": not draft,
        "history": part.html(room, audience_for(user), look=look),
        "cursor": write_cursor(Site.current().epoch, room.seq),
        "is_past": part.is_past,
    }


def older_context(request, room, look):
    """The context of `chat/_older.html`: the messages before one."""
    before = history.message_asked(room, request.GET.get("before"))
    part = history.page_before(room, before)
    return {
        "cursor": write_cursor(Site.current().epoch, room.seq),
        "history": part.html(room, audience_for(request.user), look=look),
    }
