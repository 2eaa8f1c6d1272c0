"""What the description of the API says of a view's method, besides its docstring.

Django REST framework makes the description of it, when somebody asks (rooms/api/schema.py).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.forms import Form


class Listed(NamedTuple):
    """A page of a list. shape: a name in rooms/api/shapes.py. is_counted: it says how many."""

    shape: str
    is_counted: bool = False


class Described(NamedTuple):
    """answer: the shape of what is returned. form: what the body goes through, of which it takes
    these fields, or all; is_required: whether it asks for those that the form needs. query: the
    form of the query string. takes_key: whether a post may have a key. is_open: without a token.
    """

    summary: str
    answer: str | Listed | None = None
    status: int = 200
    form: Form | None = None
    fields: list[str] | None = None
    query: type[Form] | None = None
    is_required: bool = True
    takes_key: bool = False
    is_open: bool = False


def described(*args: Any, **fields: Any) -> Callable[[Any], Any]:
    """A decorator for a method of a view, with the fields of Described."""
    told = Described(*args, **fields)

    def mark(method):
        method.described = told
        return method

    return mark
