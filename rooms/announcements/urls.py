from django.urls import path

from rooms.announcements import views

urlpatterns = [
    path("announcements/<int:pk>/", views.follow, name="announcement"),
    path("announcements/<int:pk>/read/", views.read, name="announcement-read"),
]
