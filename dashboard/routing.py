from django.urls import path

from dashboard.consumers import DashboardPage

websocket_urlpatterns = [path("ws/dashboard/", DashboardPage.as_asgi())]
