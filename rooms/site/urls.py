from django.urls import path

from rooms.views import home, up, viewer_css

urlpatterns = [
    path("", home.home, name="home"),
    path("up", up.up, name="up"),
    path("viewer.css", viewer_css.viewer_css, name="viewer-css"),
]
