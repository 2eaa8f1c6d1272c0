import secrets
from datetime import timedelta

from django.db import models
from django.utils import timezone

from rooms.models.secret import digest_of
from rooms.models.token import Token
from rooms.models.token_family import TokenFamily

LASTS = timedelta(seconds=30)


class SocketPassQuerySet(models.QuerySet):
    def issue(self, **holder):
        """Make a pass for a token, or for a family and the session it was asked with.

        Returns the secret.
        """
        secret = secrets.token_urlsafe(24)
        self.create(digest=digest_of(secret), **holder)
        return secret

    def take(self, secret):
        """The pass of that secret, which is used up by it; None if it is, or was, or is over."""
        passes = self.filter(digest=digest_of(secret), created_at__gt=timezone.now() - LASTS)
        found = passes.first()
        is_ours, _ = passes.delete()
        return found if is_ours else None

    def stale(self):
        return self.filter(created_at__lt=timezone.now() - LASTS)


class SocketPass(models.Model):
    """Opens one socket within half a minute, for who cannot send a header: it may be in an address.

    Stored as a digest. Of several processes that are shown it, one deletes it.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    token = models.ForeignKey(Token, null=True, on_delete=models.CASCADE, related_name="+")
    family = models.ForeignKey(TokenFamily, null=True, on_delete=models.CASCADE, related_name="+")
    session = models.CharField(max_length=32, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SocketPassQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "socket passes"

    def __str__(self):
        return f"{self.token or self.family}, {self.created_at:%Y-%m-%d %H:%M:%S}"
