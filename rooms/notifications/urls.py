from django.urls import path

from rooms.views import notifications

urlpatterns = [
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read, name="notifications-read"),
    path("notifications/<int:pk>/", notifications.follow, name="notification"),
]
