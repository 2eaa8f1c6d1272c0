"""The socket of the dashboard: live figures and charts for staff."""

import re

import pytest
from django.utils import timezone

from dashboard.models import Process, Sample
from dashboard.stats.sampler import Sampler
from rooms.live.hub import Hub
from rooms.live.metrics import metrics
from tests.live_page import later
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]

PATH = "/ws/dashboard/"
STAT = re.compile(r'data-stat="(\w+)">([^<]*)<')


@pytest.fixture(autouse=True)
def reporting(monkeypatch):
    monkeypatch.setattr(Hub, "background_loops", {"stats": Sampler.run})


def stats(page):
    """{name: text} of the figures that the page shows."""
    shown = [frame for frame in page.frames if "data-stat" in frame]
    return dict(STAT.findall(shown[-1])) if shown else {}


def shows(**expected):
    return lambda page: expected.items() <= stats(page).items()


async def test_staff_see_live_counts_of_people_sockets_and_messages(
    open_page, sam, ana, lobby, say
):
    page = await open_page(sam, PATH)
    await page.until(shows(people="1", sockets="1", rooms="0", messages_minute="0"), 6)
    await open_page(ana, "lobby")
    await page.until(shows(people="2", sockets="2", rooms="1"), 6)
    await later(say, lobby, ana)
    await page.until(shows(messages_minute="1"), 6)
    await page.until(
        lambda page: '<th scope="row"><bdi>Lobby</bdi></th><td>1</td>' in page.frames[-1], 6
    )


async def test_figures_sum_the_processes_that_still_report(open_page, sam):
    now = timezone.now()
    other = {"host": "b", "pid": 2, "started_at": now, "seen_at": now + timezone.timedelta(hours=1)}
    counts = {"minute": {"posts": 40, "errors": 2}, "second": {"deliveries": 600}, "elapsed": 2}
    await later(Process.objects.create, name="other", sockets=10, **other, **counts)
    ended = other | {"seen_at": now - timezone.timedelta(seconds=20)}
    await later(Process.objects.create, name="ended", sockets=99, **ended)
    page = await open_page(sam, PATH)
    await page.until(shows(sockets="11", messages_minute="40", errors="2"), 6)
    assert int(stats(page)["deliveries"]) >= 300


async def test_busiest_rooms_never_name_a_direct_room(open_page, sam, ana, ben, direct, say):
    page = await open_page(sam, PATH)
    await open_page(ana, direct.slug)
    await later(say, direct, ana)
    await page.until(shows(messages_minute="1", rooms="1"), 6)
    assert "Ben Okafor" not in "".join(frame for frame in page.frames if 'id="busiest"' in frame)


async def test_three_open_dashboards_share_one_render_a_second(open_page, sam):
    pages = [await open_page(sam, PATH) for _ in range(3)]
    for page in pages:
        await page.until(shows(sockets="3"), 6)
    before, counts = metrics["renders"], [len(page.frames) for page in pages]
    for page, count in zip(pages, counts, strict=True):
        await page.until(lambda page, c=count: any("stats" in f for f in page.frames[c + 1 :]), 6)
    assert metrics["renders"] - before <= 6


async def test_non_staff_get_no_frame(open_page, ana, zoe):
    for person in (ana, zoe):
        page = await open_page(person, PATH)
        await page.until(lambda page: page.close_code is not None)
        assert page.close_code == 4403
        assert stats(page) == {}


async def test_person_who_loses_the_staff_right_is_disconnected(open_page, sam):
    page = await open_page(sam, PATH)
    await page.until(shows(people="1"), 6)
    sam.is_staff = False
    await later(sam.save)
    await later(sam.advance)
    await page.until(lambda page: page.close_code is not None, 5)
    assert page.close_code == 4403


async def test_page_pushes_the_charts_of_its_span(open_page, sam):
    await later(Sample.objects.create, at=timezone.now() - timezone.timedelta(hours=5), people=7)
    hour, day = await open_page(sam, PATH), await open_page(sam, f"{PATH}?span=day")
    await day.until("People online, people: now 7, lowest 7, highest 7")
    await hour.until("People online, people: nothing was measured")


@pytest.mark.parametrize("query", ["span=year", "span=%FF", "span", "=&&", "span=hour&span=day"])
async def test_invalid_query_string_shows_the_hour(open_page, sam, query):
    page = await open_page(sam, f"{PATH}?{query}")
    await page.until("nothing was measured")


async def test_process_stores_a_sample_every_ten_seconds(open_page, sam, lobby, say):
    await later(Visitor)
    page = await open_page(sam, PATH)
    await page.until(shows(sockets="1"), 6)
    await later(say, lobby, sam)
    await page.until_true(Sample.objects.filter(counts__posts=1).exists, 22)
    sample = await later(Sample.objects.get, counts__posts=1)
    assert (sample.people, sample.sockets, sample.span) == (1, 1, 10)
    assert (sample.waiting, sample.open) == (1, 0)
