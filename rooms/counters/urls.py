from django.urls import path

from rooms.views import counters

urlpatterns = [
    path("counters/", counters.counters, name="counters"),
    path("counters/new/", counters.new, name="counter-new"),
    path("counters/<slug:slug>/", counters.counter, name="counter"),
    path("counters/<slug:slug>/bump/", counters.bump, name="counter-bump"),
    path("counters/<slug:slug>/set/", counters.set_value, name="counter-set"),
    path("counters/<slug:slug>/reset/", counters.reset, name="counter-reset"),
    path("counters/<slug:slug>/settings/", counters.settings, name="counter-settings"),
]
