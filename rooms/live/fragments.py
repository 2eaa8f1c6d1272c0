"""One cache of rendered HTML per process, bounded in bytes, with one way to clear it.

A cached fragment depends on its arguments, its language and its time zone, and on nothing else
of a request. Arguments compare by their whole content: numbers, strings, tuples, but no models.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from sys import getsizeof
from threading import Lock
from typing import Any

from django.conf import settings
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

MAX_BYTES = 64 * 1024 * 1024
ENTRY_BYTES = 200
"What the cache itself needs for a fragment."


class FragmentCache:
    """Drops what was not used for longest when it is full, and everything in a new epoch."""

    def __init__(self, max_bytes: int = MAX_BYTES):
        self.max_bytes, self.bytes, self.epoch = max_bytes, 0, ""
        self._lock, self._fragments = Lock(), OrderedDict()

    def __len__(self) -> int:
        return len(self._fragments)

    def get(self, key: tuple) -> Any:
        """The fragment; None if there is none, and always in DEBUG, where templates change."""
        if settings.DEBUG:
            return None
        with self._lock:
            fragment = self._fragments.get(key)
            if fragment is not None:
                self._fragments.move_to_end(key)
            return fragment

    def put(self, key: tuple, fragment: Any) -> None:
        with self._lock:
            if key in self._fragments:
                return
            self._fragments[key] = fragment
            self.bytes += _size(key, fragment)
            while self.bytes > self.max_bytes:
                self.bytes -= _size(*self._fragments.popitem(last=False))

    def clear(self) -> None:
        with self._lock:
            self._fragments.clear()
            self.bytes = 0

    def use_epoch(self, epoch: str) -> None:
        """Called with the site's epoch whenever it was read: a restored back-up has another one."""
        if epoch != self.epoch:
            self.clear()
            self.epoch = epoch


fragments = FragmentCache()


def fragment(render: Callable) -> Callable:
    """A decorator for functions that return HTML in the present language and time zone."""

    @wraps(render)
    def cached(*args):
        key = (render, get_language(), get_current_timezone_name(), args)
        return get_or_render(key, render, *args)

    return cached


def neutral_fragment(render: Callable) -> Callable:
    """The same where language and time zone do not matter, or are among the arguments."""

    @wraps(render)
    def cached(*args):
        return get_or_render((render, args), render, *args)

    return cached


def get_or_render(key: tuple, render: Callable, *args) -> Any:
    """The fragment of that key; without one, what `render` returns, which is kept."""
    html = fragments.get(key)
    if html is None:
        html = render(*args)
        fragments.put(key, html)
    return html


def get_or_render_all(keys: dict, render: Callable) -> dict:
    """{name: fragment} for {name: key}; `render` gets the names without a fragment, as a list.

    It returns {name: fragment} of those that there are.
    """
    found = {name: fragments.get(key) for name, key in keys.items()}
    missing = [name for name, fragment in found.items() if fragment is None]
    return found | render(missing) if missing else found


def _size(key, fragment):
    return ENTRY_BYTES + _bytes(key) + _bytes(fragment)


def _bytes(value):
    """What a value takes, and what it consists of; shared parts count each time."""
    inside = sum(map(_bytes, value)) if isinstance(value, tuple) else 0
    return getsizeof(value) + inside
