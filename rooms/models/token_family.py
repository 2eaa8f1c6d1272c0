import secrets
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from rooms.models.audit import record
from rooms.models.user import User

LASTS = timedelta(days=30)
"How long after its last refresh a family can be refreshed."


class TokenFamilyQuerySet(models.QuerySet):
    def begin(self, user):
        return self.create(user=user)

    def valid(self):
        return self.filter(ended_at=None, refreshed_at__gt=timezone.now() - LASTS)

    def stale(self):
        return self.filter(refreshed_at__lt=timezone.now() - LASTS)


class TokenFamily(models.Model):
    """All token pairs that come from one sign-in: each refresh replaces the pair by the next.

    `current` is the id of the only refresh token that is taken. Whoever comes with an earlier one
    has a copy, or somebody else has; nobody knows which, so the family ends.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="token_families")
    current = models.CharField(max_length=32, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    refreshed_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = TokenFamilyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "token families"

    def __str__(self):
        return f"{self.user} since {self.created_at:%Y-%m-%d %H:%M}"

    def save(self, *args, **kwargs):
        self.current = self.current or secrets.token_hex(16)
        super().save(*args, **kwargs)

    def rotate(self, used):
        """Take the refresh token with that id, and expect the next; False, and the end, if it is
        another one than the current."""
        following = secrets.token_hex(16)
        family = TokenFamily.objects.valid().filter(pk=self.pk, current=used)
        if family.update(current=following, refreshed_at=timezone.now()):
            self.current = following
            return True
        self.end("token reused")
        return False

    @transaction.atomic
    def end(self, verb="token revoked"):
        """Take no token of the family any more; open sockets of its user check again."""
        family = TokenFamily.objects.filter(pk=self.pk, ended_at=None)
        if family.update(ended_at=timezone.now()):
            record(verb, on=self.user, detail=f"since {self.created_at:%Y-%m-%d %H:%M}")
            self.user.advance()
