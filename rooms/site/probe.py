"""Which pages somebody looks at, as far as a page can say without JavaScript of its own.

Focus, keys, clicks and the wheel say that it is; blur, hiding and freezing that it is not.
A page that was just opened says neither, so it gets an element that answers when it is seen.
Chromium draws nothing in a hidden, covered or minimised tab, and nothing answers there; Firefox
answers in hidden tabs too, so there the first key or click tells.
"""

from django.template.loader import render_to_string

from rooms.live.fragments import neutral_fragment
from rooms.live.oob import replace


def answers_only_if_visible(scope: dict) -> bool:
    """Whether the browser is one that draws nothing in a hidden tab."""
    return b"Chrome/" in dict(scope["headers"]).get(b"user-agent", b"")


@neutral_fragment
def push_probe(name: str) -> str:
    """A push of the element with that id, which sends the signal of that name once it is seen."""
    return replace(render_to_string("site/_probe.html", {"name": name}))
