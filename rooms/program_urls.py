"""The addresses of programs, which rooms/api/middleware.py looks up before those of pages."""

from django.urls import include, path

from rooms.api.urls import API
from rooms.webhooks.urls import HOOKS

urlpatterns = [path("api/", include(API)), *HOOKS]
