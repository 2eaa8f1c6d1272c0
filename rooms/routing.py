from django.urls import path, re_path

from rooms.consumers import NoPage, RoomPage, SitePage

websocket_urlpatterns = [
    path("ws/site/", SitePage.as_asgi()),
    path("ws/rooms/<slug:slug>/", RoomPage.as_asgi()),
    re_path(r"", NoPage.as_asgi()),
]
