"""Who acts just now and from where: set at each door, read by what keeps the audit log."""

from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple


class Acting(NamedTuple):
    """`user` may be lazy or None; `address` is "" where no network is involved."""

    user: Any = None
    address: str = ""

    @property
    def person(self):
        """The User who is signed in; None for a visitor and at the command line."""
        return self.user if self.user and self.user.is_authenticated else None

    @property
    def is_visitor(self):
        """Whether it is somebody who came over the network and has not signed in."""
        return self.user is not None and self.person is None


COMMAND_LINE = Acting()
_acting = ContextVar("acting", default=COMMAND_LINE)


@contextmanager
def acting(user, address):
    """What the block does is this person's act."""
    token = _acting.set(Acting(user, address))
    try:
        yield
    finally:
        _acting.reset(token)


def now_acting():
    return _acting.get()
