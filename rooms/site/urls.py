from django.urls import path

from rooms.site import views
from rooms.site.health import up

urlpatterns = [
    path("", views.home, name="home"),
    path("up", up, name="up"),
    path("viewer.css", views.viewer_css, name="viewer-css"),
]
