from django.urls import path

from rooms.views import announcements

urlpatterns = [
    path("announcements/<int:pk>/", announcements.follow, name="announcement"),
    path("announcements/<int:pk>/read/", announcements.read, name="announcement-read"),
]
