"""A person's rooms as the sidebar shows them, for the page and for the feed."""

from collections import defaultdict
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from rooms.announcements.banners import banners_html, banners_of
from rooms.chat.rendering import avatar
from rooms.live.audience import audience_of
from rooms.live.compiled import Given, Prepared
from rooms.live.oob import EMPTY_SINK, replace_inside
from rooms.models import Membership, Room, Site
from rooms.notifications.bell import bell_for, count_html, list_html
from rooms.presence.people import people_html, presence, presence_html

MANY = 100


class Place(NamedTuple):
    room_id: int
    slug: str
    name: str
    is_direct: bool
    unread: int


def places_of(user_ids, behind=None):
    """{user: {room: Place}} for all rooms of the users, and of `behind`: {room: other users}."""
    wanted = [Q(room=room, user__in=users) for room, users in (behind or {}).items() if users]
    if user_ids:
        wanted.append(Q(user__in=user_ids))
    if not wanted:
        return {}
    return _places(_rows(Membership.objects.filter(reduce(or_, wanted)).with_unread()))


def places_for(user, reading):
    """{room: Place} of one person, of whom it is known which rooms they read just now."""
    places = _places(_rows_of_one(user=user.pk))[user.pk]
    return places | {pk: places[pk]._replace(unread=0) for pk in reading & places.keys()}


def _rows(memberships):
    rows = memberships.filter(room__archived_at=None).exclude(level=Membership.HIDDEN)
    return rows.order_by("room_id").values_list(
        "user_id", "room_id", "room__slug", "room__name", "room__kind", "unread"
    )


@Prepared
def _rows_of_one():
    places = Membership.objects.filter(user=Given("user"))
    return _rows(places.annotate(unread=F("room__posts") - F("read_posts")))


def _places(rows):
    rows = list(rows)
    names = _direct_names({room for _, room, _, _, kind, _ in rows if kind == Room.DIRECT})
    places = defaultdict(dict)
    for user, room, slug, name, kind, unread in rows:
        is_direct = kind == Room.DIRECT
        if is_direct:
            others = [other for pk, other in names[room] if pk != user] or [names[room][0][1]]
            name = ", ".join(others)
        places[user][room] = Place(room, slug, name, is_direct, min(max(unread, 0), MANY))
    return places


def _direct_names(room_ids):
    names = defaultdict(list)
    if room_ids:
        people = Membership.objects.filter(room__in=room_ids).order_by("user__display_name")
        for room, pk, name in people.values_list("room_id", "user_id", "user__display_name"):
            names[room].append((pk, name))
    return names


@lru_cache(maxsize=20_000)
def entry(place, is_current):
    """One line of the list."""
    return render_to_string("site/_sidebar_room.html", {"place": place, "is_current": is_current})


def entries(places, is_direct, current=None):
    """The lines of one of the two lists: rooms, or direct conversations."""
    lines = [entry(p, p.room_id == current) for p in places if p.is_direct == is_direct]
    return mark_safe("".join(lines))


def lists(places, current=None):
    """Both lists as a push."""
    return _lists(tuple(places.values()), current)


@lru_cache(maxsize=500)
def _lists(places, current):
    return (
        replace_inside("#places", entries(places, False, current))
        + replace_inside("#directs", entries(places, True, current))
        + EMPTY_SINK
    )


@lru_cache(maxsize=20_000)
def badge(room_id, unread):
    """The unread count of one room as a push."""
    html = render_to_string("site/_unread.html", {"unread": unread})
    return replace_inside(f"#place-{room_id} .place__unread", html) + EMPTY_SINK


@lru_cache(maxsize=2_000)
def title(name, unread):
    """The page's title as a push: htmx ignores a pushed <title>, but fills the one there is."""
    text = title_text(name, unread)
    return format_html('<div hx-swap-oob="innerHTML:#doc-title">{}</div>', text)


def title_text(name, unread):
    return f"({min(unread, 99)}) {name}" if unread else name


def total(places):
    return sum(place.unread for place in places.values())


def sidebar_for(user, current=None):
    """Template context of what every page shows: rooms, people, the bell, what is announced."""
    room_id = current and current.pk
    heads, here = Site.heads_for(user), presence()
    bell = bell_for(user, heads)
    places = places_for(user, here.reading.get(user.pk, set()) | {room_id})
    return {
        "rooms": entries(places.values(), False, room_id),
        "directs": entries(places.values(), True, room_id),
        "people": people_html(here.on_site),
        "here": presence_html(here.in_rooms.get(room_id, ())),
        "unread": total(places) + bell.others,
        "bell": bell,
        "bell_count": count_html(bell.unread),
        "told": list_html(bell.latest, audience_of(user.language, user.time_zone)),
        "banners": banners_html(banners_of([user.pk], heads)[user.pk]),
        "avatar": avatar(user),
        "name": user.display_name,
        "is_staff": user.is_staff,
        "epoch": heads.epoch,
    }
