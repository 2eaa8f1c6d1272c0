from django.utils.translation import gettext_lazy as _

from rooms.api.actions import BOT_ACTIONS, TOKEN_ACTIONS
from rooms.live.actions import Caller
from rooms.live.close_codes import NO_RIGHT, Rejected
from rooms.models import User
from rooms.permissions import can_keep_tokens
from rooms.site.pages import SitePage


class TokensPage(SitePage):
    """The tokens of oneself, or of a bot that one keeps; for staff the bots themselves too."""

    actions = SitePage.actions | TOKEN_ACTIONS | BOT_ACTIONS
    text_at_loss = _("You can no longer see these tokens.")
    holder_id = None

    @classmethod
    def find(cls, people):
        """{id: user} of those whose tokens are shown."""
        return User.objects.in_bulk({page.wanted or user.pk for page, user in people.items()})

    @classmethod
    def revoked(cls, pages):
        ids = {pk for page in pages for pk in (page.holder_id, page.user_id)}
        users = User.objects.in_bulk(ids)
        return {page: NO_RIGHT for page in pages if not page.may_see(users)}

    def may_see(self, users):
        user, holder = users.get(self.user_id), users.get(self.holder_id)
        return bool(user and holder and can_keep_tokens(user, holder))

    @property
    def wanted(self):
        """The bot in the address, if there is one."""
        return self.scope["url_route"]["kwargs"].get("pk")

    def find_subject(self, user, found):
        super().find_subject(user, found)
        self.holder_id = self.wanted or user.pk
        if not self.may_see(found | {user.pk: user}):
            raise Rejected(NO_RIGHT)

    @property
    def caller(self):
        return Caller(self.user_id, self.holder_id)
