import re
from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from rooms.models import Announcement, Room, User

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
AUDIENCES = "everyone, staff, group:<name>, room:<slug> or person:<username>"
TIMES = "a time such as 2030-01-31T18:00 (UTC) or 2030-01-31T18:00+01:00, or +30m, +2h, +1d"


class Command(BaseCommand):
    help = "Publish an announcement; open pages show it within two seconds."

    def add_arguments(self, parser):
        levels = [level for level, _ in Announcement.LEVELS]
        parser.add_argument("text")
        parser.add_argument("--audience", default=Announcement.EVERYONE, help=AUDIENCES)
        parser.add_argument("--level", default=Announcement.INFO, choices=levels)
        parser.add_argument("--start", help=f"{TIMES} from now. Default: now.")
        parser.add_argument("--end", help=f"{TIMES} from the start. Default: no end.")

    def handle(self, text, audience, level, start, end, **options):
        starts_at = _time(start, timezone.now()) if start else timezone.now()
        ends_at = _time(end, starts_at) if end else None
        try:
            announcement = Announcement.objects.announce(
                None,
                text,
                level=level,
                audience=_audience(audience),
                starts_at=starts_at,
                ends_at=ends_at,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"Announced to {announcement.audience_name}.")


def _audience(text):
    """ "everyone", "staff", or the named group, room or person."""
    if text in (Announcement.EVERYONE, Announcement.STAFF):
        return text
    kind, _, name = text.partition(":")
    found = {
        Announcement.GROUP: Group.objects.filter(name=name),
        Announcement.ROOM: Room.objects.filter(slug=name),
        Announcement.PERSON: User.objects.active().filter(username_key=name),
    }
    if kind not in found:
        raise CommandError(f"“{text}” is not an audience. Use {AUDIENCES}.")
    if not (chosen := found[kind].first()):
        raise CommandError(f"There is no {kind} called “{name}”.")
    return chosen


def _time(text, since):
    """A point in time, from ISO 8601 or from an offset such as `+30m` after `since`."""
    try:
        if ahead := re.fullmatch(r"\+(\d{1,6})([smhd])", text):
            return since + timedelta(**{UNITS[ahead[2]]: int(ahead[1])})
        time = parse_datetime(text)
    except (ValueError, OverflowError):
        time = None
    if time is None:
        raise CommandError(f"“{text}” is not a time. Use {TIMES}.")
    return time if timezone.is_aware(time) else timezone.make_aware(time)
