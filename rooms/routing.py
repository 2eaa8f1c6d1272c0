from django.urls import path, re_path

from rooms.api.pages import TokensPage
from rooms.api.socket.consumer import ProgramSocket
from rooms.chat.pages import RoomPage, ThreadPage
from rooms.counters.pages import CounterListPage, CounterPage
from rooms.site.pages import NoPage, SitePage
from rooms.support.pages import DeskPage, TicketPage, VisitorPage
from rooms.webhooks.pages import IncomingPage, WebhooksPage

websocket_urlpatterns = [
    path("ws/site/", SitePage.as_asgi()),
    path("ws/rooms/<slug:slug>/", RoomPage.as_asgi()),
    path("ws/tokens/", TokensPage.as_asgi()),
    path("ws/bots/<int:pk>/tokens/", TokensPage.as_asgi()),
    path("ws/bots/<int:pk>/webhooks/", WebhooksPage.as_asgi()),
    path("ws/rooms/<slug:slug>/hooks/", IncomingPage.as_asgi()),
    path("ws/threads/<slug:slug>/", ThreadPage.as_asgi()),
    path("ws/counters/", CounterListPage.as_asgi()),
    path("ws/counters/<slug:slug>/", CounterPage.as_asgi()),
    path("ws/support/<slug:slug>/", VisitorPage.as_asgi()),
    path("ws/dashboard/support/", DeskPage.as_asgi()),
    path("ws/dashboard/support/<slug:slug>/", TicketPage.as_asgi()),
    re_path(r"", NoPage.as_asgi()),
]

program_urlpatterns = [path("ws/api/v1/", ProgramSocket.as_asgi())]
"What reads no cookie, so that no page of another site can use one there."
