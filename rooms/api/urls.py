from django.urls import include, path, register_converter

from rooms.api.door import NotFound
from rooms.api.views import (
    counters,
    kept_tokens,
    me,
    messages,
    notifications,
    people,
    reference,
    rooms,
    socket_pass,
    support,
    tokens,
)


class Anything:
    """A path with whatever is in it, line ends too."""

    regex = "(?s:.*)"
    to_python = to_url = staticmethod(str)


register_converter(Anything, "anything")

ROOM = "v1/rooms/<slug:slug>/"
MESSAGE = f"{ROOM}messages/<int:pk>/"
COUNTER = "v1/counters/<slug:slug>/"
CONVERSATION = "v1/support/<slug:slug>/"

API = [
    path("", reference.reference, name="api"),
    path("token/", tokens.TokenView.as_view(), name="api-token"),
    path("token/refresh/", tokens.RefreshView.as_view(), name="api-token-refresh"),
    path("token/revoke/", tokens.RevokeView.as_view(), name="api-token-revoke"),
    path("v1/schema/", reference.schema, name="api-schema"),
    path("v1/me/", me.Me.as_view(), name="api-me"),
    path("v1/rooms/", rooms.Rooms.as_view(), name="api-rooms"),
    path(ROOM, rooms.Room.as_view(), name="api-room"),
    path(f"{ROOM}read/", rooms.Read.as_view(), name="api-room-read"),
    path(f"{ROOM}archive/", rooms.Archive.as_view(), name="api-room-archive"),
    path(f"{ROOM}restore/", rooms.Restore.as_view(), name="api-room-restore"),
    path(f"{ROOM}level/", rooms.Level.as_view(), name="api-room-level"),
    path(f"{ROOM}follow/", rooms.Follow.as_view(), name="api-follow"),
    path(f"{ROOM}members/", rooms.Members.as_view(), name="api-members"),
    path(f"{ROOM}members/<int:pk>/", rooms.Member.as_view(), name="api-member"),
    path(f"{ROOM}presence/", rooms.Presence.as_view(), name="api-room-presence"),
    path(f"{ROOM}typing/", rooms.Typing.as_view(), name="api-typing"),
    path(f"{ROOM}messages/", messages.Messages.as_view(), name="api-messages"),
    path(MESSAGE, messages.Message.as_view(), name="api-message"),
    path(f"{MESSAGE}reactions/", messages.Reactions.as_view(), name="api-reactions"),
    path(f"{MESSAGE}thread/", messages.Thread.as_view(), name="api-thread"),
    path(f"{MESSAGE}unread/", messages.Unread.as_view(), name="api-unread"),
    path("v1/notifications/", notifications.Notifications.as_view(), name="api-notifications"),
    path("v1/notifications/read/", notifications.ReadAll.as_view(), name="api-read-all"),
    path("v1/notifications/<int:pk>/read/", notifications.Read.as_view(), name="api-read"),
    path("v1/announcements/", notifications.Announcements.as_view(), name="api-announcements"),
    path(
        "v1/announcements/<int:pk>/read/",
        notifications.AnnouncementRead.as_view(),
        name="api-announcement-read",
    ),
    path("v1/counters/", counters.Counters.as_view(), name="api-counters"),
    path(COUNTER, counters.Counter.as_view(), name="api-counter"),
    path(f"{COUNTER}bump/", counters.Bump.as_view(), name="api-bump"),
    path(f"{COUNTER}set/", counters.Set.as_view(), name="api-set"),
    path(f"{COUNTER}reset/", counters.Reset.as_view(), name="api-reset"),
    path(f"{COUNTER}history/", counters.History.as_view(), name="api-history"),
    path("v1/people/", people.People.as_view(), name="api-people"),
    path("v1/people/<int:pk>/", people.Person.as_view(), name="api-person"),
    path("v1/presence/", people.Presence.as_view(), name="api-presence"),
    path("v1/socket-pass/", socket_pass.Pass.as_view(), name="api-socket-pass"),
    path("v1/support/", support.Conversations.as_view(), name="api-conversations"),
    path(CONVERSATION, support.Conversation.as_view(), name="api-conversation"),
    path(f"{CONVERSATION}messages/", support.Messages.as_view(), name="api-answers"),
    path(f"{CONVERSATION}notes/", support.Notes.as_view(), name="api-notes"),
    path(f"{CONVERSATION}take/", support.Take.as_view(), name="api-take"),
    path(f"{CONVERSATION}hand-over/", support.HandOver.as_view(), name="api-hand-over"),
    path(f"{CONVERSATION}give-back/", support.GiveBack.as_view(), name="api-give-back"),
    path(f"{CONVERSATION}close/", support.Close.as_view(), name="api-close"),
    path(f"{CONVERSATION}reopen/", support.Reopen.as_view(), name="api-reopen"),
    path(f"{CONVERSATION}snooze/", support.Snooze.as_view(), name="api-snooze"),
    path(f"{CONVERSATION}urgent/", support.Urgent.as_view(), name="api-urgent"),
    path(f"{CONVERSATION}tags/", support.Tags.as_view(), name="api-tags"),
    path(f"{CONVERSATION}tags/<str:tag>/", support.Tag.as_view(), name="api-tag"),
    path("v1/audit/", people.Audit.as_view(), name="api-audit"),
    path("v1/<anything:rest>", NotFound.as_view(), name="api-not-found"),
]

urlpatterns = [
    path("api/", include(API)),
    path("accounts/tokens/", kept_tokens.own, name="tokens"),
    path("accounts/tokens/revoke/", kept_tokens.revoke, name="token-revoke"),
    path("bots/<int:pk>/tokens/", kept_tokens.of_bot, name="bot-tokens"),
]
