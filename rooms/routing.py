from django.urls import path

from rooms.consumers import RoomPage, SitePage

websocket_urlpatterns = [
    path("ws/site/", SitePage.as_asgi()),
    path("ws/rooms/<slug:slug>/", RoomPage.as_asgi()),
]
