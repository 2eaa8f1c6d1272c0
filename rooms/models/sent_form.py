"""What was already stored of each form of an open page, so that no letter is stored twice.

A page sends the text of a form again until it is told that it was stored, and a box may get a few
more letters between Enter and the moment when the next box takes the keys.
"""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from rooms.markup import trimmed
from rooms.models.room import Room
from rooms.models.user import User

KEPT_FOR = timedelta(days=7)


class Entered(NamedTuple):
    """A text as it came from form `n` of a page.

    page: the page's token, which each render has anew. outbox: which of the page's, if it has
    several. text: as typed, with its white space.
    is_final: the box is out of reach, so nothing will be typed in it any more. is_growing: the
    box may have been sent before, with fewer letters; not so for a plain POST.
    before: letters that came too late for form n - 1. reply: the id of the message it answers.
    also: whether it is for the room of its thread too.
    """

    page: str
    outbox: str
    n: int
    text: str
    is_final: bool = False
    is_growing: bool = True
    before: str = ""
    reply: int | None = None
    also: bool = False

    @property
    def content(self):
        """What is compared when it comes again: the same text as another answer is another one."""
        return self.text, self.reply, self.also

    def digest(self, text):
        """Of a part of its text, as it is compared."""
        if not (self.reply or self.also):
            return digest(text)
        return digest(text, str(self.reply or ""), "also" if self.also else "")

    @property
    def source(self):
        return f"{self.page}/{self.outbox}"


class Taken(NamedTuple):
    """What is new in a text, for a message now; `late`, for the start of the next one.

    entered: the same as it was typed.
    """

    text: str = ""
    late: str = ""
    entered: str = ""


class SentFormQuerySet(models.QuerySet):
    def stale(self):
        return self.filter(sent_at__lt=timezone.now() - KEPT_FOR)


class SentForm(models.Model):
    """A form of an open page, and what was stored of it: lengths and digests, never the text."""

    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+", db_index=False)
    page = models.CharField(max_length=64)
    n = models.PositiveIntegerField()
    parts = models.JSONField(default=list)
    seq = models.PositiveBigIntegerField(default=0)
    is_final = models.BooleanField(default=False)
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = SentFormQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "n", "author", "room"], name="one_row_per_sent_form"
            )
        ]

    def __str__(self):
        return f"{self.page} {self.n}"

    def take(self, entered, following):
        """What is new in the text. `following` is the next form of the page.

        A text that is known is never dropped for its key alone: what does not begin with what
        was stored is another message.
        """
        if not self.parts:
            return Taken(entered.text)
        if self._has(entered) or self._is_overtaken(entered):
            return Taken()
        if not (entered.is_growing and self._begins(entered)):
            return Taken(entered.text)
        more = entered.text[self._length :]
        if not entered.is_final:
            return Taken(more)
        if not following.seq:
            return Taken(late=more)
        return Taken() if following.seq > self.seq else Taken(more)

    def add(self, text, entered, seq):
        """Note that this part was stored, as the message with that number if it was one."""
        self.parts = [*self.parts, [len(text), entered.digest(text)]]
        self.seq, self.is_final = self.seq or seq, self.is_final or entered.is_final

    @property
    def _length(self):
        return sum(length for length, _ in self.parts)

    def _has(self, entered):
        length = len(entered.text)
        return [length, entered.digest(entered.text)] in self.parts or (
            length == self._length and self._begins(entered)
        )

    def _begins(self, entered):
        begin = 0
        for length, known in self.parts:
            if entered.digest(entered.text[begin : begin + length]) != known:
                return False
            begin += length
        return True

    def _is_overtaken(self, entered):
        """A frame that waited in the browser while the text in its final form was stored."""
        return self.is_final and not entered.is_final and len(entered.text) < self._length


class SentForms:
    """The forms that a batch of new messages comes from: one query to read, one to store.

    The room's row must be locked, so that no other process takes from the same form meanwhile.
    """

    def __init__(self, room, batch):
        self.forms, self.changed = {}, {}
        for new in batch:
            if new.entered:
                self._expect(room, new.author, new.entered)
        if self.forms:
            self._read(room)

    def _expect(self, room, author, entered):
        """The form, and the one after it, which may have been stored before."""
        for n in (entered.n, entered.n + 1):
            form = SentForm(author=author, room=room, page=entered.source, n=n)
            self.forms[author.pk, entered.source, n] = form

    def _read(self, room):
        numbers, pages = {n for _, _, n in self.forms}, {page for _, page, _ in self.forms}
        for form in SentForm.objects.filter(room=room, page__in=pages, n__in=numbers):
            if (key := (form.author_id, form.page, form.n)) in self.forms:
                self.forms[key] = form

    def take(self, new):
        """What is new, in the text of a message; `note` it if it is stored."""
        entered = new.entered
        if not entered:
            return Taken(new.body)
        form, following = self._form(new), self._form(new, 1)
        taken = form.take(entered, following)
        if not taken.text:
            return taken
        text = trimmed(taken.text if form.parts else entered.before + taken.text)
        return Taken(text, entered=taken.text)

    def note(self, new, taken, seq):
        """It is stored, as the message with that number if it is one."""
        if taken.entered:
            form = self._form(new)
            form.add(taken.entered, new.entered, seq if taken.text else 0)
            self.changed[form.author_id, form.page, form.n] = form

    def _form(self, new, ahead=0):
        return self.forms[new.author.pk, new.entered.source, new.entered.n + ahead]

    def store(self):
        if self.changed:
            SentForm.objects.bulk_create(
                self.changed.values(),
                update_conflicts=True,
                unique_fields=["page", "n", "author", "room"],
                update_fields=["parts", "is_final", "seq"],
            )


def digest(*texts):
    """A digest of the texts that only this site can make."""
    return salted_hmac("rooms.sent_form", "\0".join(texts), settings.SECRET_KEY).hexdigest()[:32]
