"""The socket of every page: who it belongs to, and what the shell puts on it."""

from datetime import timedelta
from urllib.parse import parse_qs

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from rooms.accounts.authentication import visitors_of
from rooms.live.actor import as_actor
from rooms.live.audience import audience_of
from rooms.live.client_address import address_of_socket
from rooms.live.close_codes import GONE, SIGNED_OUT, Rejected
from rooms.live.consumer import LiveConsumer
from rooms.live.oob import fill, replace
from rooms.live.process import process_id
from rooms.models import Connection, User
from rooms.models.connection import NEW_FOR
from rooms.site.probe import answers_only_if_visible, push_probe
from rooms.site.registry import SiteRegistry
from rooms.site.shell import SHELL_ACTIONS, shell_feeds
from rooms.site.title import push_title

REGISTRY = SiteRegistry()


class SitePage(LiveConsumer):
    """Any page of somebody who is signed in. Pages of capabilities are its subclasses."""

    registry = REGISTRY
    actions = SHELL_ACTIONS
    visitors_of = staticmethod(visitors_of)
    "Knows the people of many sockets by what their browsers send."
    needs_session = True
    address = ""
    needs_staff = False
    room_id = None
    title = ""
    audience = audience_of(settings.LANGUAGE_CODE, settings.TIME_ZONE)
    text_at_loss = _("You can no longer see this.")
    unread: dict = {}
    signals = LiveConsumer.signals | {"look": "look", "away": "look_away"}
    is_looked_at = False
    noted = False, False
    "Whether it is looked at and read, as the database has it."
    can_probe = False

    @property
    def home_id(self):
        """The room that the sidebar marks as the current one."""
        return self.room_id

    @property
    def slug(self):
        """That in the address, until the page is mounted."""
        return self.scope["url_route"]["kwargs"]["slug"]

    # Rights, for many pages of one class at once:

    @classmethod
    def find(cls, people):
        """Read what `find_subject` needs, for {page: user} at once."""

    @classmethod
    def revoked(cls, pages):
        """{page: close code} of those whose people may no longer see what they show."""
        return {}

    @classmethod
    def touched(cls, pages):
        """The pages answered a heartbeat, were looked at, or were closed by their people."""

    # Mounting:

    def mount(self, visitor, epoch, found):
        """Become the page of this visitor. Raises Rejected for who may not see it."""
        user, self.session_key, self.signature = visitor
        if not user.is_authenticated:
            raise Rejected(SIGNED_OUT)
        self.user_id, self.epoch = user.pk, epoch
        self.opened_at, self.address = timezone.now(), address_of_socket(self.scope)
        self.can_probe = answers_only_if_visible(self.scope)
        self.audience = audience_of(user.language, user.time_zone)
        self.find_subject(user, found)

    def find_subject(self, user, found):
        """Set what the page is about, and its title: here the one that the page sends."""
        query = parse_qs(self.scope["query_string"].decode(errors="replace"))
        self.title = query.get("title", [settings.SITE_NAME])[0]

    def connection(self):
        """The row that says that the page is open, not stored yet."""
        return Connection(user_id=self.user_id, room_id=self.room_id, process=process_id())

    def is_signed_by(self, user):
        """Whether the password is still the one that this page was opened with."""
        return self.signature == user.get_session_auth_hash()

    # Who is looking:

    @property
    def is_reading(self):
        """Whether what arrives is looked at."""
        return False

    def opened(self):
        """Ask whether anybody sees the page; until it answers it counts as read for a moment."""
        if self.can_probe:
            self.push(push_probe("look"))
        self.hub.loop.call_later(NEW_FOR.total_seconds(), self._settle_attention)

    def _settle_attention(self):
        if not (self.is_looked_at or self.is_closed):
            self.hub.wake({f"user.{self.user_id}": None})

    async def look(self, data):
        """The window has the focus, or somebody uses the page."""
        await self.attend(is_looked_at=True)

    async def look_away(self, data):
        """Another window or page has the focus."""
        await self.attend(is_looked_at=False)

    @property
    def seen_until(self):
        """When the page last proved that it shows what it got."""
        return timezone.now() - timedelta(seconds=self.hub.loop.time() - self.last_pong_at)

    async def attend(self, **changes):
        """Note the change, and what is read by it."""
        self.last_pong_at = self.hub.loop.time()
        vars(self).update(changes)
        if self.noted != (now := (self.is_looked_at, self.is_reading)):
            await self.hub.batcher(self.registry.looked)(self)
            self.noted = now

    # Live:

    def as_actor(self):
        person = SimpleLazyObject(lambda: User.objects.get(pk=self.user_id))
        return as_actor(person, self.address)

    def feeds(self):
        return shell_feeds()

    def presence_topics(self):
        """Where it shows that the page was opened or closed."""
        return ["presence"]

    def retitle(self, what, count):
        """The title as a push, with the new unread count of `what`."""
        self.unread = {**self.unread, what: count}
        return push_title(self.title, sum(self.unread.values()))

    def rename(self, title):
        """What the page shows has another name now."""
        self.title = title
        self.push(push_title(title, sum(self.unread.values())))

    def closing_html(self, code):
        context = {"signed_out": code == SIGNED_OUT, "text": self.text_at_loss}
        with self.audience.activated():
            return replace(render_to_string("live/_ended.html", context)) + fill(
                "notice", render_to_string("live/_closing.html", context)
            )


class NoPage(SitePage):
    """An address without a page; its socket is closed for good."""

    def mount(self, visitor, epoch, found):
        raise Rejected(GONE)

    def closing_html(self, code):
        return ""
