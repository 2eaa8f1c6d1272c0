"""How many waited and were answered in the last hours, and live."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dashboard.models import Sample
from dashboard.models.sample import COARSE, interval_start
from rooms.live.hub import Hub
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)
FIGURES = "/dashboard/support/figures/"


def text_of(answer):
    return answer.content.decode()


def test_plots_of_the_last_hour_and_day(client_of, sam):
    at = timezone.now()
    Sample.objects.create(at=at - timedelta(minutes=9), waiting=4, open=2)
    Sample.objects.create(at=at - timedelta(hours=9), waiting=7)
    page = text_of(client_of(sam).get(FIGURES))
    assert "Waiting, conversations: now 4, lowest 4, highest 4" in page
    assert "Open, conversations: now 2, lowest 2, highest 2" in page
    day = text_of(client_of(sam).get(f"{FIGURES}?span=day&days=1"))
    assert "Waiting, conversations: now 4, lowest 4, highest 7" in day


def test_samples_of_an_interval_have_the_most_that_waited():
    at = interval_start(timezone.now() - timedelta(hours=3), COARSE)
    Sample.objects.create(at=at, waiting=4, open=1)
    Sample.objects.create(at=at, waiting=4, open=1)
    Sample.objects.create(at=at + timedelta(seconds=10), waiting=2, open=3)
    Sample.objects.downsample()
    merged = Sample.objects.get()
    assert (merged.waiting, merged.open) == (4, 3)


async def test_figures_of_now_and_plots_are_live(open_page, sam, vera):
    page = await open_page(sam, "/ws/dashboard/support/figures/")
    await page.until("Waiting now</dt><dd>1</dd>")
    await page.until("Waiting, conversations: nothing was measured")
    await later(vera.ticket.take, sam)
    await page.until("Open now</dt><dd>1</dd>")
    await later(Sample.objects.create, at=timezone.now() - timedelta(minutes=2), waiting=3)
    Hub.running().wake({"charts.hour": None})
    await page.until("Waiting, conversations: now 3", 8)
