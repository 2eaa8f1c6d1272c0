from collections import defaultdict
from functools import reduce
from operator import or_
from urllib.parse import parse_qs

from django.db import transaction
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.chat.actions import ACTIONS, EDIT, FOLLOW, UNREAD
from rooms.chat.changes import OwnEdits
from rooms.chat.composer import push_ahead, push_dropped, push_paste_hint
from rooms.chat.feeds import BesideFeed, HeaderFeed, MessageFeed, RootFeed, TypingFeed
from rooms.chat.history import push_live
from rooms.chat.news import push_read
from rooms.chat.outbox import FORMS, OF_OUTBOX, FormId, PageOutbox
from rooms.counters.feeds import RoomCountersFeed
from rooms.live.actions import Caller, by_name
from rooms.live.close_codes import NO_RIGHT, Rejected
from rooms.live.compiled import CompiledQuery, CompiledUpdate, Param
from rooms.live.cursor import NO_CURSOR
from rooms.live.locks import in_order, is_unavailable
from rooms.models import Membership, Notification
from rooms.models.membership import all_read
from rooms.models.message import MAX_LENGTH
from rooms.presence.feeds import RoomPresenceFeed
from rooms.site.pages import SitePage
from rooms.site.probe import push_probe

LONG_PASTE = 100
"Characters from which on a box of one line may have lost the ends of lines."


class RoomPage(SitePage):
    """A room: the conversation, who is here, who is typing."""

    actions = SitePage.actions | ACTIONS
    signals = SitePage.signals | {
        name: name for name in ("ready", "drop", "pasted", "end", "scrolled")
    }
    outbox, is_at_end = None, False
    keeps_unread = False
    "Whether somebody marked a message as unread on it, and has not posted since."
    text_at_loss = _("You are no longer in this room.")
    membership_id = None
    longest_text = MAX_LENGTH

    @classmethod
    def find(cls, people):
        """{(user, slug): membership}, with the members of direct rooms."""
        users = defaultdict(list)
        for page, user in people.items():
            users[page.slug].append(user.pk)
        wanted = [Q(room__slug=slug, user__in=users[slug]) for slug in users]
        memberships = list(cls.memberships().filter(reduce(or_, wanted)))
        rooms = [each.room.home for each in memberships]
        prefetch_related_objects([room for room in rooms if room.is_direct], "members")
        return {(each.user_id, each.room.slug): each for each in memberships}

    @classmethod
    def memberships(cls):
        """Those whose people may open such a page."""
        return Membership.objects.listed().select_related("room")

    @classmethod
    def revoked(cls, pages):
        members = {pk for (pk,) in _members(memberships=_membership_ids(pages))}
        return {page: NO_RIGHT for page in pages if page.membership_id not in members}

    @classmethod
    def touched(cls, pages):
        """What stands on pages that are looked at is read."""
        if reading := [page for page in pages if page.is_reading]:
            with transaction.atomic(savepoint=False):
                _mark_read(memberships=_membership_ids(reading))
                seen = {(page.user_id, page.room_id): page.seen_until for page in reading}
                Notification.objects.seen_in_rooms(seen).mark_read()

    def find_subject(self, user, found):
        membership = found.get((user.pk, self.slug))
        if membership is None:
            raise Rejected(NO_RIGHT)
        self.membership_id = membership.pk
        with self.audience.activated():
            self.title = membership.room.name_for(user)
        self.show(membership.room)

    def show(self, room):
        """The page is about this room."""
        self.room_id, self.since, self.is_direct = room.pk, room.seq, room.is_direct
        self.own_edits = OwnEdits()
        query = parse_qs(
            self.scope["query_string"].decode(errors="replace"), keep_blank_values=True
        )
        self.is_past = "past" in query
        if token := query.get("page", [""])[0]:
            self.outbox = PageOutbox(self, token)

    @property
    def caller(self):
        return Caller(self.user_id, self.membership_id)

    def feeds(self):
        feeds = [RoomPresenceFeed.of(self.room_id), TypingFeed.of(self.room_id)]
        if not self.is_direct:
            feeds += [HeaderFeed.of(self.room_id), RoomCountersFeed.of(self.room_id)]
        return [*super().feeds(), *feeds]

    # Whether the newest message is seen:

    @property
    def is_reading(self):
        is_shown = self.is_at_end and not (self.is_past or self.keeps_unread)
        return self.is_looked_at and is_shown

    def opened(self):
        super().opened()
        self.push(push_probe("end"))

    async def end(self, data):
        """The end of the conversation is in sight."""
        await self.attend(is_at_end=True)

    async def scrolled(self, data):
        """Somebody has scrolled: ask whether the end is in sight."""
        self.push(push_probe("end"))
        await self.attend(is_at_end=False)

    @property
    def is_flushing(self):
        return self.outbox is not None and not self.outbox.is_ready

    # What comes from the forms of an open page; a program has none, and posts with keys.

    async def act(self, name, data):
        if name == UNREAD.name:
            return await self._mark_unread(data)
        if name == EDIT.name:
            data = self.own_edits.rebased(data)
        if self.outbox is None or name not in OF_OUTBOX:
            return await super().act(name, data)
        if self.outbox.holds(name, data):
            return ""
        data = self.outbox.completed(data)
        html = self.outbox.settled(name, data) or await super().act(name, data)
        if self.outbox.has_stored:
            html += await self._has_posted()
        return html

    async def _has_posted(self):
        html = ""
        if self.keeps_unread:
            await self.attend(keeps_unread=False)
            html += push_read()
        if self.is_past:
            html += self._go_live()
        return html

    async def _mark_unread(self, data):
        html = await super().act(UNREAD.name, data)
        if self.keeps_unread:
            await self.attend()
        return html

    def keep_unread(self):
        """What somebody marked as unread is not read by this page, until they post on it."""
        if self.outbox:
            self.outbox.has_stored = False
        self.keeps_unread = True

    def _go_live(self):
        """Show the newest messages from now on: who writes wants to see it there."""
        self.is_past = False
        self.subscribe_to_log(NO_CURSOR)
        return push_live()

    async def resume(self, data):
        if data.get("live"):
            self.is_past = False
        if data.get("unread"):
            self.keep_unread()
        await super().resume(data)

    def failed(self, name, error):
        """A text that the database did not take is sent again, with all that follow it, when the
        page comes back: so none is stored before it."""
        if self.outbox is None or name not in FORMS or not is_unavailable(error):
            return super().failed(name, error)
        self.come_back("the database did not take its text")
        return ""

    async def ready(self, data):
        """All that the browser kept while there was no connection has arrived."""
        if self.outbox and not self.outbox.is_ready:
            for name, held in self.outbox.release():
                if not self.is_closed:
                    self.push(await self.act(name, held))
            self._fetch_ahead(data)

    def _fetch_ahead(self, data):
        """Of a page that has written before: what it fetched ahead meanwhile may have failed."""
        form = FormId.of(data)
        if form.n:
            with self.audience.activated():
                self.push(push_ahead(*form, data.get("lines")))

    async def pasted(self, data):
        """A long text was pasted into a box of one line: it may have had several."""
        if not data.get("lines") and len(str(data.get("body", ""))) > LONG_PASTE:
            with self.audience.activated():
                self.push(push_paste_hint())

    async def drop(self, data):
        """Somebody discards what was refused."""
        self.push(push_dropped(*FormId.of(data)))

    def log_feed(self):
        return None if self.is_past else MessageFeed.of(self.room_id)

    def presence_topics(self):
        return ["presence", f"presence.{self.room_id}"]


class ThreadPage(RoomPage):
    """A thread: its replies, the message that it answers, and its room's conversation beside it."""

    actions = RoomPage.actions | by_name(FOLLOW)
    signals = RoomPage.signals | {"beside": "show_beside"}
    beside = None

    @classmethod
    def memberships(cls):
        return Membership.objects.of_threads().select_related("room__parent")

    def find_subject(self, user, found):
        super().find_subject(user, found)
        room = found[user.pk, self.slug].room
        self.root = room.parent_id, room.root_id
        self.is_direct = room.parent.is_direct

    @property
    def home_id(self):
        room_id, _ = self.root
        return room_id

    def feeds(self):
        feeds = [TypingFeed.of(self.room_id), RootFeed.of(self.root)]
        if not self.is_direct:
            feeds.append(HeaderFeed.of(self.home_id))
        return [*super(RoomPage, self).feeds(), *feeds]

    def rename(self, name):
        with self.audience.activated():
            super().rename(gettext("Thread in %(room)s") % {"room": name})

    def opened(self):
        super().opened()
        self.push(push_probe("beside"))

    async def show_beside(self, data):
        """There is room for the conversation beside the thread."""
        if self.beside is None:
            self.beside = BesideFeed.of(self.home_id)
            self.subscribed.append(self.beside)
            self.beside.subscribe(self, NO_CURSOR)


def _membership_ids(pages):
    return list({page.membership_id for page in pages})


@CompiledQuery
def _members(many):
    memberships = Membership.objects.filter(pk__in=Param.each("memberships", many))
    return memberships.values_list("pk")


def _behind(many):
    return in_order(Membership.objects.filter(pk__in=Param.each("memberships", many)).behind())


_mark_read = CompiledUpdate(_behind, **all_read())
