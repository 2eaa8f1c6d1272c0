from django.urls import path

from rooms.webhooks.views import hook, incoming, outgoing

HOOKS = [path("hooks/<slug:secret>/", hook.receive, name="hook")]

urlpatterns = [
    path("bots/<int:pk>/webhooks/", outgoing.webhooks, name="webhooks"),
    path("bots/<int:pk>/webhooks/remove/", outgoing.remove, name="webhook-remove"),
    path("rooms/<slug:slug>/hooks/", incoming.hooks, name="room-hooks"),
    path("rooms/<slug:slug>/hooks/revoke/", incoming.revoke, name="hook-revoke"),
    *HOOKS,
]
