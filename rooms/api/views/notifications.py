"""Notifications and announcements: read them, notify others."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from rooms.announcements.actions import READ as READ_ANNOUNCEMENT
from rooms.api.answers import Response, no_content
from rooms.api.described import Listed, described
from rooms.api.door import ApiView
from rooms.api.paging import asked, before
from rooms.api.queries import UnreadForm
from rooms.api.rendering import announcement_json, notification_json
from rooms.models.announced import announced_to
from rooms.models.readable import readable
from rooms.notifications.actions import NOTIFY, READ, READ_ALL


class Notifications(ApiView):
    tag = "notifications"
    actions = {"POST": NOTIFY}

    @described("My notifications", Listed("NotificationShape"), query=UnreadForm)
    def get(self, request):
        """The newest first."""
        rows, data = readable(request.user.notifications.all()), asked(UnreadForm, request)
        return before(request, rows.unread() if data["unread"] else rows, data, notification_json)

    @described("Notify people", "Notified", status=201, form=NOTIFY.form())
    def post(self, request):
        """Oneself; others as staff or as a bot."""
        return Response({"notified": self.play()}, 201)


class Read(ApiView):
    tag = "notifications"
    actions = {"POST": READ}

    @described("Read a notification", status=204)
    def post(self, request, pk):
        get_object_or_404(readable(request.user.notifications.all()), pk=pk)
        self.play(data={"notification": pk})
        return no_content()


class ReadAll(ApiView):
    tag = "notifications"
    actions = {"POST": READ_ALL}

    @described("Read all notifications", status=204)
    def post(self, request):
        self.play()
        return no_content()


class Announcements(ApiView):
    tag = "announcements"

    @described("Announcements", Listed("AnnouncementShape"))
    def get(self, request):
        """What is announced to me at the moment."""
        return Response(
            {"results": [announcement_json(each) for each in announced_to(request.user)]}
        )


class AnnouncementRead(ApiView):
    tag = "announcements"
    actions = {"POST": READ_ANNOUNCEMENT}

    @described("Read an announcement", status=204)
    def post(self, request, pk):
        if not self.play(data={"announcement": pk}):
            raise Http404
        return no_content()
