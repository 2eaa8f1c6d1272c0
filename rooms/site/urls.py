from django.urls import path

from rooms.site import views
from rooms.site.cached_answers import ANSWERS
from rooms.site.health import up

urlpatterns = [
    path("", views.home, name="home"),
    path("up", up, name="up"),
    path("viewer.css", views.viewer_css, name="viewer-css"),
    *(
        path(f"{name}/<version>/<language>/", answer.view, name=name)
        for name, answer in ANSWERS.items()
    ),
]
