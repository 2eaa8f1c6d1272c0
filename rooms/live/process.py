import os
import secrets

_id = ""


def process_id() -> str:
    """What tells this process from every other one, on any host, after a fork too."""
    return _id


def _renew():
    global _id
    _id = secrets.token_hex(8)


_renew()
os.register_at_fork(after_in_child=_renew)
