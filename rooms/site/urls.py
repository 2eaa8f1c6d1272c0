from django.urls import path

from rooms.site import views
from rooms.site.cached_answers import CONNECTION_LOST
from rooms.site.health import up

urlpatterns = [
    path("", views.home, name="home"),
    path("up", up, name="up"),
    path("connection-lost/<version>/<language>/", CONNECTION_LOST.view, name=CONNECTION_LOST.name),
    path("viewer.css", views.viewer_css, name="viewer-css"),
]
