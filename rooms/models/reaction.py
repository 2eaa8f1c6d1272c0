from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.lazy_text import format_text
from rooms.live.refusal import Refused
from rooms.models.message import Message
from rooms.models.user import User

MOST = 20
"Different emoji of one message."
MARKED = 100
"Of an emoji, the newest people, who see it marked as theirs; a frame does not grow with the room."
DELETED = _("This message was deleted meanwhile.")
ARCHIVED = _("This room is archived; nobody can react here any more.")
TOO_MANY = format_text(
    _("This message has %(limit)d different reactions already; choose one of them."), limit=MOST
)


class ReactionManager(models.Manager):
    """The manager behind `message.reactions`."""

    @transaction.atomic
    def toggle(self, user_id, emoji):
        """Add the person's reaction, or take it back; either is a change of the message.

        Refused for a deleted message and beyond MOST; PermissionDenied in an archived room.
        """
        message = self.instance
        message.lock()
        if message.is_deleted:
            raise Refused(DELETED)
        seq = message.room.take_seq()
        if message.room.is_archived:
            raise PermissionDenied(ARCHIVED)
        gone, _ = self.filter(user=user_id, emoji=emoji).delete()
        if not gone:
            self._add(user_id, emoji)
        message.reacted = {
            "seq": seq,
            "rest_seq": message.rest_seq,
            "emoji": self._shown(emoji),
        }
        message.change_seq = seq
        message.save(update_fields=["reacted", "change_seq"])

    def _add(self, user_id, emoji):
        shown = {each for each, _, _ in self.instance.shown_reactions}
        if emoji not in shown and len(shown) >= MOST:
            raise Refused(TOO_MANY)
        self.create(user_id=user_id, emoji=emoji)

    def _shown(self, emoji):
        """What is shown of the message's reactions, after a change of this one."""
        shown = {each: [each, *rest] for each, *rest in self.instance.shown_reactions}
        reactions = self.filter(emoji=emoji)
        people = reactions.order_by("-pk").values_list("user", flat=True)[:MARKED]
        shown[emoji] = [emoji, reactions.count(), list(people)[::-1]]
        return [each for each in shown.values() if each[1]]


class Reaction(models.Model):
    """That a person answers a message with an emoji; the message keeps what is shown of them."""

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="reactions", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    emoji = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReactionManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "emoji", "user"], name="one_reaction_per_person_and_emoji"
            )
        ]

    def __str__(self):
        return gettext("%(person)s: %(emoji)s") % {"person": self.user, "emoji": self.emoji}
