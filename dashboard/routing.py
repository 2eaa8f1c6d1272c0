from django.urls import path

from dashboard.groups.pages import GroupListPage, GroupPage
from dashboard.stats.pages import DashboardPage
from dashboard.support.pages import DeskFiguresPage

websocket_urlpatterns = [
    path("ws/dashboard/", DashboardPage.as_asgi()),
    path("ws/dashboard/support/figures/", DeskFiguresPage.as_asgi()),
    path("ws/dashboard/groups/", GroupListPage.as_asgi()),
    path("ws/dashboard/groups/<int:pk>/", GroupPage.as_asgi()),
]
