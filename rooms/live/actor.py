"""Who acts and from where: set by each door, read by the audit log."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple


class Actor(NamedTuple):
    """`user` may be lazy or None; `address` is "" where no network is involved."""

    user: Any = None
    address: str = ""

    @property
    def person(self) -> Any:
        """The User who is signed in; None for a visitor and on the command line."""
        return self.user if self.user and self.user.is_authenticated else None

    @property
    def is_visitor(self) -> bool:
        """Whether the request came over the network from somebody who is not signed in."""
        return self.user is not None and self.person is None


COMMAND_LINE = Actor()
_actor = ContextVar("actor", default=COMMAND_LINE)


@contextmanager
def as_actor(user: Any, address: str) -> Iterator[None]:
    """Run the block as this user."""
    token = _actor.set(Actor(user, address))
    try:
        yield
    finally:
        _actor.reset(token)


def current_actor() -> Actor:
    return _actor.get()
