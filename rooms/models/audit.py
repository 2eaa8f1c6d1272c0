import logging
import unicodedata

from django.conf import settings
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

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


def stored_language():
    """The language of the texts of entries, whoever acts: that of the site."""
    return translation.override(settings.LANGUAGE_CODE)


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
            models.Q(actor__username_key=name.removeprefix("@"))
            | models.Q(actor_name__icontains=name)
        )

    def about(self, words):
        return self.filter(models.Q(target__icontains=words) | models.Q(detail__icontains=words))


class AuditEntry(models.Model):
    """Who did what, to whom, when and from where. Entries are added and never changed,
    but for the number of attempts while an attack goes on.
    """

    VERBS = [
        (gettext_noop("signed in"), _("signed in")),
        (gettext_noop("signed out"), _("signed out")),
        (gettext_noop("sign-in failed"), _("could not sign in as")),
        (gettext_noop("attempts refused"), _("had to wait before more attempts at")),
        (gettext_noop("socket refused"), _("was refused a connection to")),
        (gettext_noop("password changed"), _("changed the password of")),
        (gettext_noop("person joined"), _("joined")),
        (gettext_noop("person added"), _("let in")),
        (gettext_noop("person deactivated"), _("deactivated")),
        (gettext_noop("person reactivated"), _("reactivated")),
        (gettext_noop("bot made"), _("made the bot")),
        (gettext_noop("bot changed"), _("changed the bot")),
        (gettext_noop("bot admitted"), _("admitted to the support desk the bot")),
        (gettext_noop("bot dismissed"), _("dismissed from the support desk the bot")),
        (gettext_noop("token made"), _("made a token for")),
        (gettext_noop("token revoked"), _("revoked a token of")),
        (gettext_noop("token reused"), _("used a refresh token again of")),
        (gettext_noop("webhook made"), _("made a webhook for")),
        (gettext_noop("webhook removed"), _("removed a webhook of")),
        (gettext_noop("hook made"), _("made the incoming webhook")),
        (gettext_noop("hook revoked"), _("revoked the incoming webhook")),
        (gettext_noop("delivery retried"), _("sent again the delivery")),
        (gettext_noop("sessions ended"), _("ended the sessions of")),
        (gettext_noop("staff made"), _("made staff")),
        (gettext_noop("staff unmade"), _("took the staff right from")),
        (gettext_noop("right changed"), _("changed the rights of")),
        (gettext_noop("invitation rotated"), _("made a new invitation link")),
        (gettext_noop("room made"), _("made the room")),
        (gettext_noop("room changed"), _("changed the room")),
        (gettext_noop("room archived"), _("archived the room")),
        (gettext_noop("room restored"), _("restored the room")),
        (gettext_noop("member added"), _("added")),
        (gettext_noop("member removed"), _("removed")),
        (gettext_noop("member left"), _("left the room")),
        (gettext_noop("message deleted"), _("deleted a message of")),
        (gettext_noop("announced"), _("announced")),
        (gettext_noop("announcement changed"), _("changed the announcement")),
        (gettext_noop("announcement withdrawn"), _("withdrew the announcement")),
        (gettext_noop("counter made"), _("made the counter")),
        (gettext_noop("counter changed"), _("changed the counter")),
        (gettext_noop("counter set"), _("set the counter")),
        (gettext_noop("counter reset"), _("reset the counter")),
        (gettext_noop("counter deleted"), _("deleted the counter")),
        (gettext_noop("group made"), _("made the group")),
        (gettext_noop("group renamed"), _("renamed the group")),
        (gettext_noop("group joined"), _("added")),
        (gettext_noop("group left"), _("removed")),
        (gettext_noop("group deleted"), _("deleted the group")),
        (gettext_noop("conversation begun"), _("began the conversation")),
        (gettext_noop("conversation taken"), _("took the conversation")),
        (gettext_noop("conversation handed over"), _("handed over the conversation")),
        (gettext_noop("conversation given back"), _("gave back the conversation")),
        (gettext_noop("conversation returned"), _("had to give back the conversation")),
        (gettext_noop("conversation snoozed"), _("set aside the conversation")),
        (gettext_noop("conversation made urgent"), _("made urgent the conversation")),
        (gettext_noop("conversation made less urgent"), _("made less urgent the conversation")),
        (gettext_noop("conversation tagged"), _("tagged the conversation")),
        (gettext_noop("conversation untagged"), _("took a tag off the conversation")),
        (gettext_noop("conversation rated"), _("rated the conversation")),
        (gettext_noop("conversation closed"), _("closed the conversation")),
        (gettext_noop("conversation reopened"), _("reopened the conversation")),
        (gettext_noop("duty begun"), _("went on duty")),
        (gettext_noop("duty ended"), _("went off duty")),
        (gettext_noop("support settings changed"), _("changed the settings of the support desk")),
        (gettext_noop("job retried"), _("ran again the job")),
        (gettext_noop("job dropped"), _("dropped the job")),
        (gettext_noop("backup restored"), _("restored a backup")),
        (gettext_noop("admin changed"), _("changed in the administration")),
    ]
    "Each verb as it is stored, and as it reads between the actor and the target."
    WORDS = dict(VERBS)
    REFUSALS = {"sign-in failed", "attempts refused", "socket refused"}

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
    target = models.CharField(_("on"), max_length=200, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = _("audit entries")

    def __str__(self):
        return f"{self.who} {self.words} {self.target}".strip()

    @property
    def who(self):
        if self.actor_name:
            return self.actor_name
        return gettext("somebody") if self.address else gettext("the command line")

    @property
    def words(self):
        """The verb as it reads between the actor and the target."""
        return self.WORDS.get(self.verb, self.verb)

    @property
    def is_refusal(self):
        return self.verb in self.REFUSALS
