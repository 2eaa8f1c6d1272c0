"""Who acts just now and from where: set at each door, read by what keeps the audit log."""

from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple


class Acting(NamedTuple):
    """`user` may be lazy or None; `address` is "" where no network is involved."""

    user: Any = None
    address: str = ""


NOBODY = Acting()
_acting = ContextVar("acting", default=NOBODY)


@contextmanager
def acting(user, address):
    """What the block does is this person's act."""
    token = _acting.set(Acting(user, address or ""))
    try:
        yield
    finally:
        _acting.reset(token)


def now_acting():
    return _acting.get()
