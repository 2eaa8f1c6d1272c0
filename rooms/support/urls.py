from django.urls import path, register_converter

from rooms.support import views
from rooms.support.transcript import TYPES


class FormConverter:
    """In which form somebody takes a transcript along."""

    regex = "|".join(TYPES)

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(FormConverter, "form")

urlpatterns = [
    path("", views.ask, name="support"),
    path("frame/", views.frame, name="support-frame"),
    path("outbox/", views.outbox, name="support-outbox"),
    path("outbox/lines/", views.lines, name="support-lines"),
    path("<slug:slug>/", views.conversation, name="support-conversation"),
    path("<slug:slug>/older/", views.older, name="support-older"),
    path("<slug:slug>/end/", views.end, name="support-end"),
    path("<slug:slug>/rate/", views.rate, name="support-rate"),
    path("<slug:slug>/transcript.<form:form>", views.transcript, name="support-transcript"),
    path("<slug:slug>/return/<slug:secret>/", views.come_back, name="support-return"),
]
