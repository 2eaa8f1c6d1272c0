"""What one can write into the search box: words, phrases, and from: in: before: after: has:link."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rooms.live.lazy_text import format_text
from rooms.models.validators import validate_time

MOST_TERMS = 10
VALUE = r'(?:"([^"]*)"?|([^\s"]{}))'
PART = re.compile(
    rf"(from|in|before|after|has):{VALUE.format('*')}|{VALUE.format('+')}", re.IGNORECASE
)
NOT_A_DATE = _("“%(value)s” is not a date. Write it as 2026-11-26.")
NOT_KNOWN = _("“has:%(value)s” is not known. You can search for has:link.")
TOO_MANY = format_text(
    _("Only the first %(limit)d words and phrases were searched for."), limit=MOST_TERMS
)


@dataclass
class Query:
    """terms: texts that a message contains, all of them. before: it was written before that day
    began; after: on that day or later. problems: what was not understood, as texts.
    """

    terms: list[str]
    names: list[str]
    rooms: list[str]
    problems: list[str]
    before: date | None = None
    after: date | None = None
    has_link: bool = False

    @property
    def is_empty(self) -> bool:
        asked = self.terms, self.names, self.rooms, self.before, self.after, self.has_link
        return not any(asked)


def read_query(text: str) -> Query:
    """Read what somebody wrote; what is not understood is left out and said in `problems`."""
    query = Query([], [], [], [])
    for operator, *values in PART.findall(text.replace("\0", " ")):
        if value := " ".join("".join(values).split()):
            _add(query, operator.lower(), value)
    if len(query.terms) > MOST_TERMS:
        query.problems.append(TOO_MANY)
    query.terms = query.terms[:MOST_TERMS]
    return query


def _add(query, operator, value):
    match operator:
        case "from":
            query.names.append(value.removeprefix("@"))
        case "in":
            query.rooms.append(value.removeprefix("#"))
        case "before" | "after":
            _add_date(query, operator, value)
        case "has":
            _add_kind(query, value)
        case _:
            query.terms.append(value)


def _add_date(query, operator, value):
    try:
        day = date.fromisoformat(value)
        validate_time(day)
    except (ValueError, ValidationError):
        query.problems.append(format_text(NOT_A_DATE, value=value))
    else:
        setattr(query, operator, day)


def _add_kind(query, value):
    if value.lower() == "link":
        query.has_link = True
    else:
        query.problems.append(format_text(NOT_KNOWN, value=value))
