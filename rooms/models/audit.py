from django.db import models
from django.utils import timezone

from rooms.acting import now_acting
from rooms.models.user import User


def record(verb, on="", detail="", actor=None):
    """Add to the audit log what the person who acts just now did, in the caller's transaction.

    verb: one of AuditEntry.VERBS. on: whom or what it was done to; its words are kept.
    actor: who did it, where that is not the person who acts.
    """
    door = now_acting()
    user = actor or (door.user if door.user and door.user.is_authenticated else None)
    return AuditEntry.objects.create(
        verb=verb,
        actor_id=user and user.pk,
        actor_name=str(user or ""),
        target=str(on)[:200],
        detail=detail[:300],
        address=door.address or None,
    )


class AuditEntry(models.Model):
    """One act: who, what, on whom, when, from where. Entries are added and never changed."""

    VERBS = [
        ("signed in", "signed in"),
        ("signed out", "signed out"),
        ("sign-in failed", "could not sign in"),
        ("socket refused", "was refused a socket"),
        ("password changed", "changed the password"),
        ("person joined", "joined"),
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
        ("member added", "added to a room"),
        ("member removed", "removed from a room"),
        ("message deleted", "deleted a message of"),
        ("announced", "announced"),
        ("announcement changed", "changed an announcement"),
        ("announcement withdrawn", "withdrew an announcement"),
        ("counter made", "made the counter"),
        ("counter changed", "changed the counter"),
        ("counter set", "set the counter"),
        ("counter reset", "reset the counter"),
        ("counter deleted", "deleted the counter"),
        ("admin changed", "changed in the admin"),
    ]

    at = models.DateTimeField(default=timezone.now, db_index=True)
    verb = models.CharField(max_length=30, choices=VERBS)
    actor = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="acts"
    )
    actor_name = models.CharField(max_length=60, blank=True)
    target = models.CharField("on", max_length=200, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"

    def __str__(self):
        return f"{self.actor_name or 'nobody'} {self.get_verb_display()} {self.target}".strip()
