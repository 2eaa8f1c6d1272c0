"""What messages show of others: who reacted, who replied, and what they reply to.

It is read for all messages of a page or a frame at once; where there is nothing of it, no query.
"""

from typing import NamedTuple

from rooms.models.message import Message
from rooms.models.user import User, initials_of

NAMED = 10
"People who are named at a reaction."
LINE = 120
"Characters of a message that a quote shows."


class Face(NamedTuple):
    """What is shown of somebody beside a message."""

    display_name: str
    hue: int

    @property
    def initials(self):
        return initials_of(self.display_name)


class Quote(NamedTuple):
    """What a reply shows of the message that it answers: its author and its first line."""

    pk: int
    author: str
    line: str

    @classmethod
    def of(cls, message: Message) -> "Quote":
        return cls(message.pk, message.author.display_name, first_line(message.body))


def first_line(text: str) -> str:
    """The first line of the text that says something; "" if it was deleted."""
    lines = (line.strip() for line in text.splitlines())
    line = next((line for line in lines if line.strip("`~>#- ")), text.strip())
    return line if len(line) <= LINE else line[: LINE - 1] + "…"


def read_shown(messages: list[Message]) -> None:
    """Give each message its `quote`, and the `people` that it shows: {id: Face}."""
    people, quotes = _people(messages), _quotes(messages)
    for message in messages:
        message.people = people
        message.quote = quotes.get(message.reply_to_id)


def _people(messages):
    shown = [each for message in messages for each in message.shown_reactions]
    ids = {pk for _, _, people in shown for pk in people[:NAMED]}
    ids |= {pk for message in messages for pk in message.shown_replies[1]}
    people = User.objects.filter(pk__in=ids).values_list("pk", "display_name", "hue")
    return {pk: Face(*row) for pk, *row in people} if ids else {}


def _quotes(messages):
    ids = {message.reply_to_id for message in messages} - {None}
    quoted = Message.objects.filter(pk__in=ids).select_related("author")
    return {each.pk: Quote.of(each) for each in quoted} if ids else {}
