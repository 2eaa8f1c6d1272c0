"""What programs get, as JSON: the same over HTTP and over the socket."""

from datetime import datetime

from rooms.models import (
    Announcement,
    AuditEntry,
    Counter,
    CounterBump,
    Message,
    Notification,
    SupportNote,
    Ticket,
    User,
)
from rooms.models.mentions import ids_in
from rooms.presence.people import People


def person_json(user: User) -> dict:
    return {
        "id": user.pk,
        "username": user.username,
        "name": user.display_name,
        "kind": user.kind,
    }


def people_json(people) -> list:
    return [person_json(person) for person in people]


def presence_json(people: People) -> dict:
    """How many are here, and the first of them by name."""
    shown = [
        {"id": each.pk, "name": each.display_name, "is_away": each.is_away} for each in people.shown
    ]
    return {"count": people.count, "results": shown}


def room_json(room, name: str, unread: int) -> dict:
    """A room as one of its members sees it: `name` is what they call it."""
    return {
        "id": room.pk,
        "topic": room.topic,
        "seq": room.seq,
        "slug": room.slug,
        "name": name,
        "kind": room.kind,
        "purpose": room.purpose,
        "unread": max(unread, 0),
        "archived_at": time_json(room.archived_at),
        "last_posted_at": time_json(room.last_posted_at),
        "url": room.get_absolute_url(),
    }


def message_json(message: Message) -> dict:
    """A message in its present state, the same for all who may read it; its author is loaded.

    seq: its place in the room, which never changes. change_seq: the number of its latest change.
    """
    return {
        "id": message.pk,
        "topic": f"room.{message.room_id}",
        "seq": message.seq,
        "change_seq": message.change_seq,
        "author": person_json(message.author),
        "body": message.body,
        "mentions": sorted(ids_in(message.mentions)),
        "reactions": [
            {"emoji": emoji, "count": count, "people": people}
            for emoji, count, people in message.shown_reactions
        ],
        "created_at": time_json(message.created_at),
        "edited_at": time_json(message.edited_at),
        "deleted_at": time_json(message.deleted_at),
        "url": f"/messages/{message.pk}/",
    }


def notification_json(notification: Notification) -> dict:
    return {
        "id": notification.pk,
        "kind": notification.kind,
        "text": notification.text,
        "url": notification.url,
        "room": notification.room_id,
        "message": notification.message_id,
        "created_at": time_json(notification.created_at),
        "read_at": time_json(notification.read_at),
    }


def announcement_json(announcement: Announcement) -> dict:
    return {
        "id": announcement.pk,
        "text": announcement.text,
        "level": announcement.level,
        "audience": announcement.audience,
        "starts_at": time_json(announcement.starts_at),
        "ends_at": time_json(announcement.ends_at),
    }


def counter_json(counter: Counter) -> dict:
    return {
        "id": counter.pk,
        "topic": counter.topic,
        "seq": counter.seq,
        "slug": counter.slug,
        "name": counter.name,
        "value": counter.value,
        "room": counter.room_id,
        "bumpers": counter.bumpers,
        "url": counter.get_absolute_url(),
    }


def bump_json(bump: CounterBump) -> dict:
    return {
        "seq": bump.seq,
        "kind": bump.kind,
        "by": bump.by,
        "value": bump.value,
        "actor": bump.actor and person_json(bump.actor),
        "created_at": time_json(bump.created_at),
    }


def conversation_json(ticket: Ticket) -> dict:
    """A conversation of the support desk, of `CONVERSATIONS` in rooms/support/access.py."""
    return {
        "id": ticket.pk,
        "topic": ticket.room.topic,
        "seq": ticket.room.seq,
        "slug": ticket.public_id,
        "state": ticket.state,
        "visitor": person_json(ticket.guest),
        "email": ticket.email,
        "came_from": ticket.came_from,
        "question": ticket.question or "",
        "subject": ticket.subject and ticket.subject.name,
        "tags": [tag.name for tag in ticket.tags.all()],
        "agent": ticket.agent and person_json(ticket.agent),
        "is_urgent": ticket.is_urgent,
        "created_at": time_json(ticket.created_at),
        "waiting_since": time_json(ticket.waiting_since),
        "unanswered_since": time_json(ticket.unanswered_since),
        "snoozed_until": time_json(ticket.snoozed_until),
        "closed_at": time_json(ticket.closed_at),
        "rating": ticket.rating,
        "url": ticket.room.get_absolute_url(),
    }


def note_json(note: SupportNote) -> dict:
    return {
        "id": note.pk,
        "seq": note.seq,
        "author": note.author and person_json(note.author),
        "body": note.body,
        "created_at": time_json(note.created_at),
    }


def entry_json(entry: AuditEntry) -> dict:
    return {
        "id": entry.pk,
        "at": time_json(entry.at),
        "verb": entry.verb,
        "actor": entry.actor_id,
        "who": entry.who,
        "on": entry.target,
        "detail": entry.detail,
        "address": entry.address,
    }


def time_json(at: datetime | None) -> str | None:
    return at and at.isoformat(timespec="milliseconds")
