from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class HasKind(models.Model):
    """Somebody is a person, a bot that a program acts as, or a guest."""

    PERSON, BOT, GUEST = "person", "bot", "guest"
    KINDS = [(PERSON, _("person")), (BOT, _("bot")), (GUEST, _("guest"))]

    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, default=PERSON)
    owner = models.ForeignKey(
        "rooms.User",
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bots",
        help_text=_("Who answers for a bot. It has no access without them."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None) | Q(kind="bot"), name="only_bots_have_owners"
            )
        ]

    @property
    def is_person(self):
        return self.kind == self.PERSON

    @property
    def is_bot(self):
        return self.kind == self.BOT

    @property
    def is_guest(self):
        return self.kind == self.GUEST

    @property
    def has_access(self):
        """Whether anything may be done in this name; a bot needs an active owner too."""
        if not self.is_bot:
            return self.is_active
        return self.is_active and self.owner is not None and self.owner.is_active
