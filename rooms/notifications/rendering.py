"""The bell, its list and the toasts as HTML."""

from django.template.loader import render_to_string

from rooms.live.fragments import fragment
from rooms.live.oob import EMPTY_SINK, replace_inside

TOASTS = 3


@fragment
def list_html(entries, audience):
    """The list in the bell's panel, for that audience."""
    with audience.activated():
        return render_to_string("notifications/_notifications.html", {"entries": entries})


@fragment
def count_html(unread):
    """The number on the bell."""
    return render_to_string("notifications/_bell_count.html", {"unread": unread})


@fragment
def threads_html(unread):
    """The number beside "Threads" in the sidebar."""
    return render_to_string("site/_unread.html", {"unread": unread})


def announced_html(entries, audience):
    """The unread announcements above it."""
    return list_html(entries, audience) if entries else ""


@fragment
def push_bell(bell, audience):
    """The count and the list as a push, rendered once for all who have the same bell."""
    latest = replace_inside("#notifications.is-latest", list_html(bell.latest, audience))
    return latest + push_announced(bell.unread, bell.threads, bell.announced, audience)


@fragment
def push_announced(unread, threads, announced, audience):
    """The counts and the announcements as a push: short, and the same for most people."""
    return (
        replace_inside("#bell .count", count_html(unread))
        + replace_inside("#threads-unread", threads_html(threads))
        + replace_inside("#announced", announced_html(announced, audience))
        + EMPTY_SINK
    )


def push_toasts(entries):
    """The newest few entries as toasts, instead of those before; "" if there is nothing new.

    An announcement needs none: its banner is on the page.
    """
    entries = [entry for entry in entries if entry.notification]
    if not entries:
        return ""
    context = {"entries": entries[:TOASTS], "more": max(len(entries) - TOASTS, 0)}
    return replace_inside("#toasts", render_to_string("notifications/_toasts.html", context))
