import secrets
import zlib
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.actor import current_actor
from rooms.live.best_effort import best_effort
from rooms.live.hints import hint
from rooms.live.locks import in_order
from rooms.markup import USERNAME_LENGTH
from rooms.models.audit import changes_between, record
from rooms.models.desk_bot import ServesDesk
from rooms.models.kind import HasKind
from rooms.models.name import Name
from rooms.models.sessions import HasSessions, new_salt
from rooms.models.username import TAKEN, UsernameKey, validate_means_one
from rooms.models.validators import validate_username


def validate_time_zone(name):
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a known time zone."), params={"name": name})


def initials_of(name):
    """The two letters on the avatar of somebody of that name."""
    words = name.split()
    letters = words[0][0] + words[-1][0] if len(words) > 1 else name[:2]
    return letters.upper()


class PeopleQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def people(self):
        """Those whom open rooms, lists of people and broadcasts are for: no bots, no guests."""
        return self.active().filter(kind=User.PERSON)

    def reachable(self):
        """Whom one may choose to write to: people and bots."""
        return self.active().exclude(kind=User.GUEST)

    def of_team(self):
        """All but visitors of the support desk, whom nobody meets elsewhere."""
        return self.exclude(kind=User.GUEST)

    def bots(self):
        return self.filter(kind=User.BOT)

    def staff(self):
        """The people who can look after the site."""
        return self.people().filter(is_staff=True)

    def agents(self):
        """Those who may answer at the support desk."""
        bots = Q(kind=User.BOT, serves_desk=True, owner__is_active=True)
        return self.active().filter(bots | Q(kind=User.PERSON, is_staff=True))

    @transaction.atomic
    def advance(self):
        """Take the next number of each person and hint their open pages, which check again."""
        people = list(self.values_list("pk", flat=True))
        in_order(self.model.objects.filter(pk__in=people)).update(seq=F("seq") + 1)
        hint(*[f"user.{pk}" for pk in people])


class PeopleManager(UserManager.from_queryset(PeopleQuerySet)):
    @transaction.atomic
    def welcome(self, username, password, **fields):
        """Make a person who may sign in, and bring them into every open room.

        Raises ValidationError if somebody or a group has that username, in whatever spelling.
        """
        validate_means_one(username)
        try:
            with transaction.atomic():
                person = self.create_user(username, password=password, **fields)
        except IntegrityError as error:
            raise ValidationError({"username": TAKEN}) from error
        person.memberships.join_open_rooms()
        if current_actor().is_visitor:
            record("person joined", actor=person)
        else:
            record("person added", on=person)
        return person

    @transaction.atomic
    def add_bot(self, username, display_name, owner):
        """Make a bot, in no room yet. It cannot sign in; programs act as it with its tokens, if it
        has an owner.

        Raises ValidationError if somebody has that username, in whatever spelling.
        """
        fields = {"display_name": display_name, "kind": User.BOT, "owner": owner}
        try:
            with transaction.atomic():
                bot = self.create_user(username, **fields)
        except IntegrityError as error:
            raise ValidationError({"username": TAKEN}) from error
        record("bot made", on=bot, detail=f"for {owner}" if owner else "")
        return bot

    def add_guest(self, name, **fields):
        """Make a visitor of the support desk, who cannot sign in and sees one conversation."""
        username = f"guest-{secrets.token_hex(8)}"
        return self.create_user(username, display_name=name, kind=User.GUEST, **fields)

    def get_by_natural_key(self, username):
        """Whom somebody means who signs in with that username."""
        return self.get(username_key=username)


class User(HasKind, ServesDesk, HasSessions, AbstractUser):
    first_name = None
    last_name = None
    username = Name(
        _("username"),
        max_length=USERNAME_LENGTH,
        unique=True,
        validators=[validate_username, validate_means_one],
        error_messages={"unique": TAKEN},
        help_text=_("Letters, digits and . + - _ are allowed."),
    )
    username_key = UsernameKey(
        max_length=2 * USERNAME_LENGTH, unique=True, blank=True, editable=False
    )
    display_name = Name(_("name"), max_length=60)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    language = models.CharField(
        max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    hue = models.PositiveSmallIntegerField(
        _("colour"), help_text=_("Of the avatar: an angle on the colour wheel, 0 to 359.")
    )
    writes_lines = models.BooleanField(
        default=False, editable=False, help_text=_("Writes in a box of several lines.")
    )
    last_room = models.ForeignKey(
        "rooms.Room",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    seq = models.PositiveBigIntegerField(
        default=0, editable=False, help_text=_("Latest number of the topic user.<id>.")
    )
    bell_seq = models.PositiveBigIntegerField(
        default=0, editable=False, help_text=_("Latest number of the topic bell.<id>.")
    )

    last_seen_at = models.DateTimeField(
        null=True, editable=False, help_text=_("Up to when the last page was open.")
    )

    objects = PeopleManager()

    class Meta(HasKind.Meta):
        ordering = ["display_name"]

    def __str__(self):
        return self.display_name

    def save(self, *args, **kwargs):
        self.display_name = self.display_name or self.username
        if self.hue is None:
            self.hue = zlib.crc32(self.username.encode()) % 360
        if "username" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "username_key"}
        super().save(*args, **kwargs)

    def clean_fields(self, exclude=None):
        """A username from before a rule stays valid until it is changed."""
        if User.objects.filter(pk=self.pk, username=self.username).exists():
            exclude = {*(exclude or ()), "username"}
        super().clean_fields(exclude)

    def validate_unique(self, exclude=None):
        super().validate_unique(exclude)
        others = User.objects.exclude(pk=self.pk)
        if "username" not in (exclude or ()) and others.filter(username_key=self.username).exists():
            raise ValidationError({"username": TAKEN})

    @property
    def topic(self):
        return f"user.{self.pk}"

    @property
    def initials(self):
        return initials_of(self.display_name)

    def advance(self):
        """Hint that this person's rights, rooms or details changed; open pages check again."""
        User.objects.filter(pk=self.pk).advance()

    @transaction.atomic
    def deactivate(self):
        """End the person's access, keep their messages; open pages close within seconds.

        That of their bots ends with it. Raises PermissionDenied for the last member of staff.
        """
        self._refuse_for_last_staff()
        self.is_active, self.session_salt = False, new_salt()
        self.save(update_fields=["is_active", "session_salt"])
        record("person deactivated", on=self)
        User.objects.filter(Q(pk=self.pk) | Q(owner=self)).advance()

    @transaction.atomic
    def reactivate(self):
        """Let the person in again, into the open rooms made meanwhile too."""
        self.is_active = True
        self.save(update_fields=["is_active"])
        self.memberships.join_open_rooms()
        record("person reactivated", on=self)

    @transaction.atomic
    def change_bot(self, display_name, owner):
        """Give a bot another name, or somebody else who answers for it."""
        before = User.objects.select_related("owner").get(pk=self.pk)
        self.display_name, self.owner = display_name, owner
        self.save(update_fields=["display_name", "owner"])
        record(
            "bot changed", on=self, detail=changes_between(before, self, "display_name", "owner")
        )
        self.advance()

    @transaction.atomic
    def password_changed(self):
        """Call it once the new one is stored: pages opened with the old one close."""
        record("password changed", on=self)
        self.advance()

    @transaction.atomic
    def make_staff(self):
        """Let the person look after the site. Raises PermissionDenied for a bot or a guest."""
        if not self.is_person:
            raise PermissionDenied(gettext("Only a person can look after the site."))
        self._mark_as_staff(True, "staff made")

    @transaction.atomic
    def unmake_staff(self):
        """Take the staff right. Raises PermissionDenied for the last member of staff."""
        self._refuse_for_last_staff()
        self._mark_as_staff(False, "staff unmade")

    def _mark_as_staff(self, is_staff, verb):
        if self.is_staff == is_staff:
            return
        self.is_staff = is_staff
        self.save(update_fields=["is_staff"])
        record(verb, on=self)
        self.advance()

    def _refuse_for_last_staff(self):
        """The rows stay locked until the commit, so that two people cannot remove each other."""
        staff = User.objects.staff().select_for_update(no_key=True).order_by("pk")
        if list(staff.values_list("pk", flat=True)) == [self.pk]:
            raise PermissionDenied(
                gettext("This is the last member of staff. Make someone else staff first.")
            )

    def write_lines(self, several):
        """Write in a box of several lines from now on, or of one."""
        self.writes_lines = several
        self.save(update_fields=["writes_lines"])

    def visit(self, room):
        """Remember the room that `/` redirects to, if it can be stored."""
        if self.last_room_id != room.pk:
            self.last_room = room
            best_effort(self.save, update_fields=["last_room"])
