from django.urls import path

from rooms.site import health
from rooms.site.views import home, viewer_css

urlpatterns = [
    path("", home.home, name="home"),
    path("up", health.up, name="up"),
    path("viewer.css", viewer_css.viewer_css, name="viewer-css"),
]
