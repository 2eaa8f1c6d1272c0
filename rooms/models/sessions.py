import hashlib
import secrets

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from rooms.models.audit import record


def new_salt():
    return secrets.token_hex(16)


class HasSessions(models.Model):
    """Someone whose sessions can be ended all at once, wherever they are.

    Each session is signed with the password, as Django does it, and with a salt. A new salt
    invalidates all signatures, so no session has to be searched for.
    """

    session_salt = models.CharField(
        max_length=32, blank=True, editable=False, help_text=_("A new one ends all sessions.")
    )

    class Meta:
        abstract = True

    @transaction.atomic
    def end_sessions(self):
        """Sign the person out in every browser; open pages close within seconds."""
        self.session_salt = new_salt()
        self.save(update_fields=["session_salt"])
        record("sessions ended", on=self)
        self.advance()

    def get_session_auth_hash(self):
        return self._salted(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self):
        return map(self._salted, super().get_session_auth_fallback_hash())

    def _salted(self, signature):
        """The signature is Django's own until the sessions were ended once."""
        if not self.session_salt:
            return signature
        return hashlib.sha256(f"{signature}{self.session_salt}".encode()).hexdigest()
