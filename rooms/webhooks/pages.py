from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rooms.live.actions import Caller
from rooms.live.close_codes import NO_RIGHT, Rejected
from rooms.models import Membership, User
from rooms.permissions import can_keep_webhooks, can_manage
from rooms.site.pages import SitePage
from rooms.webhooks.actions import INCOMING_ACTIONS, WEBHOOK_ACTIONS


class WebhooksPage(SitePage):
    """The webhooks of a bot, for staff and its owner."""

    actions = SitePage.actions | WEBHOOK_ACTIONS
    text_at_loss = _("You can no longer see these webhooks.")
    bot_id = None

    @classmethod
    def find(cls, people):
        """{id: bot} of those whose webhooks are shown."""
        return User.objects.bots().in_bulk({page.wanted for page in people})

    @classmethod
    def revoked(cls, pages):
        users = User.objects.in_bulk({pk for page in pages for pk in (page.user_id, page.bot_id)})
        return {
            page: NO_RIGHT
            for page in pages
            if not _keeps(users.get(page.user_id), users.get(page.bot_id))
        }

    @property
    def wanted(self):
        """The bot in the address."""
        return self.scope["url_route"]["kwargs"]["pk"]

    def find_subject(self, user, found):
        super().find_subject(user, found)
        self.bot_id = self.wanted
        if not _keeps(user, found.get(self.bot_id)):
            raise Rejected(NO_RIGHT)

    @property
    def caller(self):
        return Caller(self.user_id, self.bot_id)


def _keeps(user, bot):
    return bool(user and bot and can_keep_webhooks(user, bot))


class IncomingPage(SitePage):
    """The incoming webhooks of a room, for who manages it."""

    actions = SitePage.actions | INCOMING_ACTIONS
    text_at_loss = _("You can no longer see these webhooks.")
    membership_id, origin = None, ""

    @classmethod
    def find(cls, people):
        """{(user, slug): membership}"""
        slugs, ids = {page.slug for page in people}, {user.pk for user in people.values()}
        found = _memberships().filter(room__slug__in=slugs, user__in=ids)
        return {(each.user_id, each.room.slug): each for each in found}

    @classmethod
    def revoked(cls, pages):
        memberships = _memberships().in_bulk({page.membership_id for page in pages})
        return {
            page: NO_RIGHT for page in pages if not _manages(memberships.get(page.membership_id))
        }

    def find_subject(self, user, found):
        super().find_subject(user, found)
        membership = found.get((user.pk, self.slug))
        if not _manages(membership):
            raise Rejected(NO_RIGHT)
        origin = dict(self.scope["headers"]).get(b"origin", b"").decode("latin1")
        self.membership_id, self.origin = membership.pk, origin or settings.ORIGINS[0]

    def address_of(self, secret):
        """The whole address of an incoming webhook."""
        return self.origin + reverse("hook", args=[secret])

    @property
    def caller(self):
        return Caller(self.user_id, self.membership_id)


def _memberships():
    return Membership.objects.listed().select_related("room", "user")


def _manages(membership):
    return bool(membership and can_manage(membership.user, membership.room))
