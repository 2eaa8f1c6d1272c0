from django.urls import path

from rooms.site.views import home
from rooms.views import up, viewer_css

urlpatterns = [
    path("", home.home, name="home"),
    path("up", up.up, name="up"),
    path("viewer.css", viewer_css.viewer_css, name="viewer-css"),
]
