"""What a page shows by itself while the server cannot be reached."""

from django.template.loader import render_to_string
from django.urls import resolve

from rooms.chat.composer import NO_REPLY
from rooms.live.cached_answers import CachedAnswer
from rooms.live.oob import EMPTY_SINK, replace_inside

ADDRESSES = ("/connection-lost/", "/no-answer/", "/nothing/", "/no-reply/", "/composer/")


def cached_answers(get_response):
    """A middleware that gives these answers before anything that depends on who asks.

    Without `Vary` and cookies the browser finds again what it fetched ahead.
    """

    def middleware(request):
        if not request.path_info.startswith(ADDRESSES):
            return get_response(request)
        view, args, kwargs = resolve(request.path_info)
        return view(request, *args, **kwargs)

    return middleware


def _connection_lost(version):
    html = render_to_string("live/_connection_lost.html")
    live = "#connection > .connection__live"
    return replace_inside("#connection:has(> .connection__live)", html, present=live) + EMPTY_SINK


def _no_answer(version):
    return render_to_string("live/_no_answer.html")


def _nothing(version):
    """For what a page takes away by itself."""
    return ""


ANSWERS = {
    "connection-lost": CachedAnswer("connection-lost", _connection_lost),
    "no-answer": CachedAnswer("no-answer", _no_answer),
    "nothing": CachedAnswer("nothing", _nothing),
    "no-reply": NO_REPLY,
}
