from django.urls import path

from rooms.chat.views import messages, room
from rooms.views import directs, manage

urlpatterns = [
    path("rooms/new/", manage.new, name="room-new"),
    path("rooms/direct/", directs.new, name="direct-new"),
    path("rooms/<slug:slug>/", room.room, name="room"),
    path("rooms/<slug:slug>/older/", room.older, name="history"),
    path("rooms/<slug:slug>/composer/", room.composer, name="composer"),
    path("rooms/<slug:slug>/settings/", manage.settings, name="room-settings"),
    path("rooms/<slug:slug>/archive/", manage.archive, name="room-archive"),
    path("rooms/<slug:slug>/restore/", manage.restore, name="room-restore"),
    path("rooms/<slug:slug>/leave/", manage.leave, name="room-leave"),
    path("rooms/<slug:slug>/members/add/", manage.add_members, name="members-add"),
    path("rooms/<slug:slug>/members/<int:pk>/remove/", manage.remove_member, name="member-remove"),
    path("rooms/<slug:slug>/level/", manage.level, name="room-level"),
    path("messages/<int:pk>/", messages.permalink, name="message"),
    path("messages/<int:pk>/edit/", messages.edit, name="message-edit"),
    path("messages/<int:pk>/delete/", messages.delete, name="message-delete"),
]
