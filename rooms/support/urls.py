from django.urls import path

from rooms.support import views

urlpatterns = [
    path("", views.ask, name="support"),
    path("outbox/", views.outbox, name="support-outbox"),
    path("outbox/lines/", views.lines, name="support-lines"),
    path("<slug:slug>/", views.conversation, name="support-conversation"),
    path("<slug:slug>/older/", views.older, name="support-older"),
    path("<slug:slug>/end/", views.end, name="support-end"),
    path("<slug:slug>/rate/", views.rate, name="support-rate"),
    path("<slug:slug>/return/<slug:secret>/", views.come_back, name="support-return"),
]
