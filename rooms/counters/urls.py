from django.urls import path

from rooms.counters import views

urlpatterns = [
    path("counters/", views.counters, name="counters"),
    path("counters/new/", views.new, name="counter-new"),
    path("counters/<slug:slug>/", views.counter, name="counter"),
    path("counters/<slug:slug>/bump/", views.bump, name="counter-bump"),
    path("counters/<slug:slug>/set/", views.set_value, name="counter-set"),
    path("counters/<slug:slug>/reset/", views.reset, name="counter-reset"),
    path("counters/<slug:slug>/settings/", views.settings, name="counter-settings"),
]
