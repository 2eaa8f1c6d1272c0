from dashboard.groups.actions import OF_GROUP, OF_LIST
from dashboard.groups.rendering import title_of
from rooms import permissions
from rooms.live.actions import Caller
from rooms.live.close_codes import NO_RIGHT, Rejected
from rooms.models import Group
from rooms.site.pages import SitePage


class GroupListPage(SitePage):
    """All groups. It is closed when its person is no longer staff."""

    actions = SitePage.actions | OF_LIST
    needs_staff = True

    def find_subject(self, user, found):
        super().find_subject(user, found)
        if not permissions.can_keep_groups(user):
            raise Rejected(NO_RIGHT)


class GroupPage(GroupListPage):
    """One group and its people."""

    actions = SitePage.actions | OF_GROUP
    group_id = None

    @classmethod
    def find(cls, people):
        """{id: name} of the groups."""
        ids = {page.id_in_address for page in people}
        return dict(Group.objects.filter(pk__in=ids).values_list("pk", "name"))

    @property
    def id_in_address(self):
        return self.scope["url_route"]["kwargs"]["pk"]

    def find_subject(self, user, found):
        super().find_subject(user, found)
        if self.id_in_address not in found:
            raise Rejected(NO_RIGHT)
        self.group_id = self.id_in_address
        self.title = title_of(found[self.group_id])

    @property
    def caller(self):
        return Caller(self.user_id, self.group_id)
