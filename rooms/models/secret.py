"""Secrets that programs come with: stored as digests, and taken until they are revoked."""

import hashlib
from datetime import timedelta

from django.db import models
from django.utils import timezone

from rooms.live.best_effort import best_effort

NOTE_USE_EVERY = timedelta(minutes=1)


class HasSecretQuerySet(models.QuerySet):
    def standing(self):
        """Those that are not revoked, the newest first."""
        return self.filter(revoked_at=None).order_by("-pk")


class HasSecret(models.Model):
    """What has a secret that is shown once, and is used until it is revoked."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["-pk"]

    def note_use(self):
        """Remember that it was used, once a minute, if it can be stored."""
        now = timezone.now()
        if self.last_used_at is None or self.last_used_at < now - NOTE_USE_EVERY:
            best_effort(type(self).objects.filter(pk=self.pk).update, last_used_at=now)


def digest_of(secret):
    """A secret is as random as a key, so a plain hash of it cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
