from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rooms.models.message import MAX_LENGTH
from rooms.models.name import Name

SHOWN = 20


class ReplyQuerySet(models.QuerySet):
    def found(self, text):
        """The first of those that have the text in them."""
        matches = Q(title__icontains=text) | Q(body__icontains=text) if text else Q()
        return self.filter(matches)[:SHOWN]


class SupportReply(models.Model):
    """A text that agents send often."""

    title = Name(_("title"), max_length=60, unique=True)
    body = models.TextField(
        _("text"),
        max_length=MAX_LENGTH,
        help_text=_("{visitor} becomes the visitor's name, {agent} yours."),
    )

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name_plural = _("support replies")

    def __str__(self):
        return self.title

    def text_for(self, ticket, agent):
        """The text with the names in place of its placeholders."""
        names = {"visitor": ticket.guest.display_name, "agent": agent.display_name}
        text = self.body
        for placeholder, name in names.items():
            text = text.replace(f"{{{placeholder}}}", name)
        return text
