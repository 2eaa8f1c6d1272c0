from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from rooms.models.audit import record


class ServesDesk(models.Model):
    """Staff answer at the support desk, and those bots that staff have admitted there."""

    serves_desk = models.BooleanField(
        _("at the support desk"),
        default=False,
        editable=False,
        help_text=_("Whether a bot may take and answer conversations there."),
    )

    class Meta:
        abstract = True

    @property
    def is_agent(self):
        return self.is_staff or (self.is_bot and self.serves_desk)

    @transaction.atomic
    def admit_to_desk(self):
        """Let this bot read the conversations of the support desk, take and answer them."""
        self._serve_desk(True)
        record("bot admitted", on=self)

    @transaction.atomic
    def dismiss_from_desk(self):
        """End that at once; the conversations that it has return to the queue."""
        self._serve_desk(False)
        record("bot dismissed", on=self)
        for ticket in self.taken_tickets.taken().select_related("room", "guest"):
            ticket.give_back()
        self.memberships.filter(room__ticket__agent=self).delete()

    def _serve_desk(self, serves):
        self.serves_desk = serves
        self.save(update_fields=["serves_desk"])
        self.advance()
