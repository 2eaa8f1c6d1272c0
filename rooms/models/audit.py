import logging
import unicodedata

from django.conf import settings
from django.db import models
from django.utils import timezone

from rooms.live.actor import current_actor
from rooms.live.rate import Rate
from rooms.live.refusal import Refused

logger = logging.getLogger(__name__)

FROM_ONE_ADDRESS, FROM_ALL = Rate(20, 600), Rate(200, 600)
"Entries of one verb that strangers can cause within ten minutes."


def record(verb, on="", detail="", actor=None):
    """Add an audit entry for the current actor, in the caller's transaction.

    verb: one of AuditEntry.VERBS, else ValueError. on: whom or what it was done to; stored as
    text. actor: who did it, where that is not the current actor.
    """
    if verb not in AuditEntry.WORDS:
        raise ValueError(f"The audit log has no verb “{verb}”.")
    by = current_actor()
    user = actor or by.person
    return AuditEntry.objects.create(
        verb=verb,
        actor_id=user and user.pk,
        actor_name=str(user or ""),
        target=_storable(_name_of(on), 200),
        detail=_storable(detail, 300),
        address=by.address or None,
    )


def record_limited(verb, on="", detail=""):
    """Like `record`, for what strangers can cause without end.

    The server's log has every occurrence, the audit log a limited number per address and in
    all; beyond that it returns None.
    """
    address, name = current_actor().address, verb.replace(" ", "-")
    logger.info("%s from %s: %s", verb, address, _storable(f"{on} {detail}", 300))
    try:
        FROM_ONE_ADDRESS.check(f"audit.{name}", address)
        FROM_ALL.check(f"audit.{name}", "all")
    except Refused:
        return None
    return record(verb, on, detail)


def changes_between(before, after, *fields):
    """The old values of the fields that changed, as text for a `detail`."""
    changed = [name for name in fields if getattr(before, name) != getattr(after, name)]
    return "; ".join(f"{name} was {getattr(before, name)}" for name in changed)


def _name_of(on):
    """A person's name with the username, since names change and two people may share one."""
    username = getattr(on, "username", "")
    return f"{on} @{username}" if username else str(on)


def _storable(text, length):
    """The text as one line that any database can store, cut to the length."""
    line = " ".join(text.split())[:length]
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") else c for c in line)


class AuditEntryQuerySet(models.QuerySet):
    def by(self, name):
        """Entries of actors with that username, or with this text in their name."""
        return self.filter(
            models.Q(actor__username__iexact=name.removeprefix("@"))
            | models.Q(actor_name__icontains=name)
        )

    def about(self, words):
        return self.filter(models.Q(target__icontains=words) | models.Q(detail__icontains=words))


class AuditEntry(models.Model):
    """Who did what, to whom, when and from where. Entries are added and never changed."""

    VERBS = [
        ("signed in", "signed in"),
        ("signed out", "signed out"),
        ("sign-in failed", "could not sign in as"),
        ("socket refused", "was refused a connection to"),
        ("password changed", "changed the password of"),
        ("person joined", "joined"),
        ("person added", "let in"),
        ("person deactivated", "deactivated"),
        ("person reactivated", "reactivated"),
        ("sessions ended", "ended the sessions of"),
        ("staff made", "made staff"),
        ("staff unmade", "took the staff right from"),
        ("right changed", "changed the rights of"),
        ("invitation rotated", "made a new invitation link"),
        ("room made", "made the room"),
        ("room changed", "changed the room"),
        ("room archived", "archived the room"),
        ("room restored", "restored the room"),
        ("member added", "added"),
        ("member removed", "removed"),
        ("member left", "left the room"),
        ("message deleted", "deleted a message of"),
        ("announced", "announced"),
        ("announcement changed", "changed the announcement"),
        ("announcement withdrawn", "withdrew the announcement"),
        ("counter made", "made the counter"),
        ("counter changed", "changed the counter"),
        ("counter set", "set the counter"),
        ("counter reset", "reset the counter"),
        ("counter deleted", "deleted the counter"),
        ("admin changed", "changed in the administration"),
    ]
    WORDS = dict(VERBS)
    REFUSALS = {"sign-in failed", "socket refused"}

    at = models.DateTimeField(default=timezone.now, db_index=True)
    verb = models.CharField(max_length=30)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="acts",
    )
    actor_name = models.CharField(max_length=60, blank=True)
    target = models.CharField("on", max_length=200, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "audit entries"

    def __str__(self):
        return f"{self.who} {self.words} {self.target}".strip()

    @property
    def who(self):
        return self.actor_name or ("somebody" if self.address else "the command line")

    @property
    def words(self):
        """The verb as it reads between the actor and the target."""
        return self.WORDS.get(self.verb, self.verb)

    @property
    def is_refusal(self):
        return self.verb in self.REFUSALS
