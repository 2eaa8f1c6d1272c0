import secrets
from typing import NamedTuple

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from rooms.live.compiled import CompiledQuery
from rooms.live.fragments import fragments
from rooms.live.hints import hint
from rooms.models.audit import record

ANNOUNCEMENTS = "announcements.1"
"The topic of all announcements; its number is in this row."


def new_token():
    return secrets.token_urlsafe(24)


def new_epoch():
    return secrets.token_hex(4)


class UserSeqs(NamedTuple):
    """The numbers of all that a person is told; while they are equal, nothing is new."""

    epoch: str
    announcements: int
    bell: int


class Moment(NamedTuple):
    """How far the database has counted; less far than before in one that was restored."""

    restores: int
    ticks: int


class Site(models.Model):
    """The one row about this installation."""

    setup_token = models.CharField(max_length=64, default=new_token)
    invitation_token = models.CharField(max_length=64, default=new_token)
    epoch = models.CharField(
        max_length=16,
        default=new_epoch,
        help_text=_(
            "Part of every page's cursor. It changes by itself when a backup was restored: "
            "open pages then load their regions afresh."
        ),
    )
    restores = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("How often a backup was restored.")
    )
    ticks = models.PositiveBigIntegerField(
        default=0, editable=False, help_text=_("Grows while the site runs and never falls.")
    )
    announcements_seq = models.PositiveBigIntegerField(
        default=0, editable=False, help_text=_("Latest number of the topic announcements.1.")
    )

    class Meta:
        verbose_name_plural = _("site")

    def __str__(self):
        return f"site {self.epoch}"

    @classmethod
    def current(cls):
        """The row, made on first use."""
        site, _ = cls.objects.get_or_create(pk=1)
        fragments.use_epoch(site.epoch)
        return site

    @classmethod
    def lock(cls):
        """The row, locked until the transaction ends."""
        return cls.objects.select_for_update(no_key=True).get(pk=cls.current().pk)

    @classmethod
    @transaction.atomic
    def tick(cls, seen):
        """Count on, and return the Moment and the epoch: a new one if `seen` is a later Moment."""
        site = cls.lock()
        if site.moment < seen:
            site.restores, site.ticks = seen.restores + 1, seen.ticks
            site.epoch = new_epoch()
            record("backup restored")
        site.ticks += 1
        site.save(update_fields=["epoch", "restores", "ticks"])
        return site.moment, site.epoch

    @property
    def moment(self):
        return Moment(self.restores, self.ticks)

    @classmethod
    def seqs_for(cls, user):
        """The UserSeqs of that person; the bell's is as loaded with the user."""
        ((epoch, announcements),) = _site_seqs() or [(cls.current().epoch, 0)]
        fragments.use_epoch(epoch)
        return UserSeqs(epoch, announcements, user.bell_seq)

    @classmethod
    @transaction.atomic
    def advance_announcements(cls):
        """Take the next number of the announcements and hint all open pages."""
        site = cls.lock()
        site.announcements_seq += 1
        site.save(update_fields=["announcements_seq"])
        hint(ANNOUNCEMENTS, seq=site.announcements_seq)

    @transaction.atomic
    def rotate_invitation(self):
        """Make the invitation link that is in circulation useless; return the new token."""
        self.invitation_token = new_token()
        self.save(update_fields=["invitation_token"])
        record("invitation rotated")
        return self.invitation_token


@CompiledQuery
def _site_seqs():
    return Site.objects.values_list("epoch", "announcements_seq")
