from django.urls import include, path

urlpatterns = [
    path("", include("rooms.site.urls")),
    path("", include("rooms.accounts.urls")),
    path("", include("rooms.chat.urls")),
    path("", include("rooms.counters.urls")),
    path("", include("rooms.notifications.urls")),
    path("", include("rooms.announcements.urls")),
    path("support/", include("rooms.support.urls")),
    path("", include("rooms.api.urls")),
    path("", include("rooms.webhooks.urls")),
]
