"""Counters: read, bump, set, reset, and how they came to their values."""

from django.shortcuts import get_object_or_404

from rooms.api.answers import Response
from rooms.api.described import Listed, described
from rooms.api.door import ApiView
from rooms.api.paging import asked, before, numbered
from rooms.api.queries import BeforeForm, PageForm
from rooms.api.rendering import bump_json, counter_json
from rooms.counters.actions import BUMP, RESET, SET
from rooms.models import Counter as CounterModel


class CounterView(ApiView):
    tag = "counters"

    def counter(self, slug):
        """404 for one of a closed room that the user is not in."""
        return get_object_or_404(CounterModel.objects.visible_to(self.request.user), slug=slug)

    def changed(self, slug):
        return Response(counter_json(self.play(self.counter(slug).pk)))


class Counters(CounterView):
    @described("Counters", Listed("CounterShape", is_counted=True), query=PageForm)
    def get(self, request):
        """Those that I may see, by name."""
        rows = CounterModel.objects.visible_to(request.user).order_by("name", "pk")
        return numbered(request, rows, asked(PageForm, request), _counters)


class Counter(CounterView):
    @described("One counter", "CounterShape")
    def get(self, request, slug):
        return Response(counter_json(self.counter(slug)))


class Bump(CounterView):
    actions = {"POST": BUMP}

    @described("Bump a counter", "CounterShape", form=BUMP.form())
    def post(self, request, slug):
        """Add to it, or take from it, however many others do so at the same time."""
        return self.changed(slug)


class Set(CounterView):
    actions = {"POST": SET}

    @described("Set a counter", "CounterShape", form=SET.form())
    def post(self, request, slug):
        """For staff."""
        return self.changed(slug)


class Reset(CounterView):
    actions = {"POST": RESET}

    @described("Reset a counter", "CounterShape")
    def post(self, request, slug):
        """For staff: it begins again at 0, and its history stays."""
        return self.changed(slug)


class History(CounterView):
    @described("History of a counter", Listed("Bump"), query=BeforeForm)
    def get(self, request, slug):
        """Its changes, the latest first."""
        bumps = self.counter(slug).bumps.select_related("actor")
        return before(request, bumps, asked(BeforeForm, request), bump_json, key="seq")


def _counters(counters):
    return [counter_json(counter) for counter in counters]
