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


class _Several(Actor):
    """Of a batch. Who asks it for its person would put down to nobody what somebody did."""

    @property
    def person(self):
        raise LookupError("Several people act in a batch; say whose this is.")


COMMAND_LINE, SEVERAL = Actor(), _Several()
_actor = ContextVar("actor", default=COMMAND_LINE)


@contextmanager
def as_actor(user: Any, address: str) -> Iterator[None]:
    """Run the block as this user."""
    with _acting(Actor(user, address)):
        yield


@contextmanager
def as_several() -> Iterator[None]:
    """Run the block for several people at once: nobody is its actor."""
    with _acting(SEVERAL):
        yield


@contextmanager
def _acting(actor):
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def current_actor() -> Actor:
    return _actor.get()
