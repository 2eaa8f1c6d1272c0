from django.urls import path

from dashboard.stats.pages import DashboardPage

websocket_urlpatterns = [path("ws/dashboard/", DashboardPage.as_asgi())]
