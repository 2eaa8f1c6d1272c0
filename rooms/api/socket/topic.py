from typing import NamedTuple


class Topic(NamedTuple):
    """What is followed, with its number at that time, and what an action on it is about."""

    name: str
    seq: int
    subject: int | None = None
    slug: str = ""

    scope = ""
    "What a token needs for it; without one, what is asked decides."
    actions = None
    "The names of those that can be about it; None for all of its kind."
    keeps_subject = True
    "Whether its subject stays the same while it is followed."
