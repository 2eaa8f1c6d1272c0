"""Threads: rooms that answer a message of another room, their parent.

Whoever is in the parent may read and write there; they are members of the thread once they have
opened it, for as long as they are in the parent. Those who hear of every message follow it.
"""

import secrets

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rooms.models.user import User

FACES = 3
"The latest people of a thread, who are shown under its message."
NO_THREAD = _("Nobody can begin a thread there.")


class ThreadQuerySet(models.QuerySet):
    @transaction.atomic
    def thread_of(self, root):
        """The thread of that message, made when somebody first wants it; its author follows it.

        PermissionDenied where none can begin: the message is deleted or itself in a thread, or
        its room is archived.
        """
        root.lock()
        if thread := self.filter(root=root).first():
            return thread
        parent = root.room
        if root.is_deleted or parent.is_thread or parent.is_archived:
            raise PermissionDenied(NO_THREAD)
        slug = secrets.token_hex(8)
        thread = self.create(kind=self.model.THREAD, parent=parent, root=root, slug=slug)
        members = parent.memberships.values_list("user", flat=True)
        thread.memberships.follow(members if parent.is_direct else [root.author_id])
        return thread

    def readable_by(self, user):
        """The rooms of the team that the person is in, and the threads in them."""
        mine = self.model.objects.listed().filter(members=user).order_by().values("pk")
        return self.filter(Q(pk__in=mine) | Q(parent__in=mine))


class CanBeThread(models.Model):
    """The part of a room that makes it a thread."""

    parent = models.ForeignKey(
        "rooms.Room",
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="threads",
        help_text=_("Of a thread: the room of its message."),
    )
    root = models.OneToOneField(
        "rooms.Message",
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="thread",
        help_text=_("Of a thread: the message that it answers."),
    )

    class Meta:
        abstract = True

    @property
    def home(self):
        """The room itself; of a thread the one that it is in."""
        return self.parent or self

    @property
    def readers(self):
        """Those who may read it: its members; of a thread those of its room."""
        return User.objects.filter(memberships__room=self.parent_id or self.pk)

    def count_replies(self, number, authors=()):
        """Of a thread that is locked: show so many more replies under its message."""
        root = self.root
        root.refresh_from_db(fields=["reacted", "replied", "change_seq"])
        count, people = root.shown_replies
        latest = dict.fromkeys([*people, *authors][::-1])
        seq = self.parent.take_seq()
        root.replied = {
            "seq": seq,
            "rest_seq": root.rest_seq,
            "count": count + number,
            "people": list(latest)[:FACES][::-1],
        }
        root.change_seq = seq
        root.save(update_fields=["replied", "change_seq"])
