from django.urls import path

from rooms.chat.composer import NO_REPLY, RETRY, STEP
from rooms.chat.views import (
    all_rooms,
    directs,
    messages,
    outbox,
    reactions,
    room,
    search,
    settings,
    threads,
    unread,
)

FORM = "composer/<version>/<language>/<lines>/<int:n>/"

urlpatterns = [
    path(FORM, STEP.view, name=STEP.name),
    path(f"{FORM}in/<slug:outbox>/", STEP.view, name=STEP.name),
    path(f"{FORM}retry/", RETRY.view, name=RETRY.name),
    path(f"{FORM}retry/in/<slug:outbox>/", RETRY.view, name=RETRY.name),
    path("no-reply/<version>/<language>/", NO_REPLY.view, name=NO_REPLY.name),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/lines/", outbox.lines, name="composer-lines"),
    path("search/", search.search, name="search"),
    path("rooms/", all_rooms.rooms, name="rooms"),
    path("rooms/new/", settings.new, name="room-new"),
    path("rooms/direct/", directs.new, name="direct-new"),
    path("rooms/<slug:slug>/", room.room, name="room"),
    path("rooms/<slug:slug>/threads/<int:pk>/", threads.thread, name="thread"),
    path("rooms/<slug:slug>/threads/<int:pk>/follow/", threads.follow, name="thread-follow"),
    path("rooms/<slug:slug>/seen/", room.seen, name="room-seen"),
    path("rooms/<slug:slug>/older/", room.older, name="history"),
    path("rooms/<slug:slug>/settings/", settings.settings, name="room-settings"),
    path("rooms/<slug:slug>/archive/", settings.archive, name="room-archive"),
    path("rooms/<slug:slug>/restore/", settings.restore, name="room-restore"),
    path("rooms/<slug:slug>/leave/", settings.leave, name="room-leave"),
    path("rooms/<slug:slug>/members/add/", settings.add_members, name="members-add"),
    path(
        "rooms/<slug:slug>/members/<int:pk>/remove/", settings.remove_member, name="member-remove"
    ),
    path("rooms/<slug:slug>/level/", settings.level, name="room-level"),
    path("messages/<int:pk>/", messages.permalink, name="message"),
    path("messages/<int:pk>/edit/", messages.edit, name="message-edit"),
    path("messages/<int:pk>/delete/", messages.delete, name="message-delete"),
    path("messages/<int:pk>/thread/", threads.of_message, name="message-thread"),
    path("messages/<int:pk>/react/", reactions.choose, name="message-react"),
    path("reply/", messages.reply, name="reply"),
    path("reactions/", reactions.react, name="react"),
    path("threads/", threads.threads, name="threads"),
    path("threads/start/", threads.start, name="thread-start"),
    path("unread/", unread.unread, name="unread"),
]
