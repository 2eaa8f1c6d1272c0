from django.db import models
from django.utils import timezone

from rooms.models.message import MAX_LENGTH
from rooms.models.support_ticket import Ticket
from rooms.models.user import User


class SupportNote(models.Model):
    """What agents say to each other about a conversation.

    It is no message: nothing that reads a room's messages can find it.
    """

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="notes", db_index=False
    )
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(max_length=MAX_LENGTH)
    seq = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "seq"], name="one_note_per_number")
        ]

    def __str__(self):
        return f"{self.author}: {self.body[:40]}"
