"""The staff's dashboard in a browser, while others write, bump and come."""

import re

import pytest
from playwright.sync_api import expect

from e2e.browser import box, say


@pytest.fixture
def site(prepared, tmp_path):
    """One that nobody else is on, so that its figures are known, and that can be restarted."""
    site = prepared.copy_to(tmp_path / "data")
    site.start()
    yield site
    site.stop()
    assert not site.faults()


def stat(page, name):
    return page.locator(f"#stats [data-stat={name}]")


def test_a_message_a_bump_and_a_new_person_move_the_figures_without_a_reload(visit, site):
    site.shell("Counter.objects.start('Votes')")
    sam = visit("sam", "/dashboard/")
    sam.evaluate("window.isTheSamePage = true")
    expect(stat(sam, "people")).to_have_text("1")
    ana = visit("ana", "/rooms/lobby/")
    expect(stat(sam, "people")).to_have_text("2")
    expect(stat(sam, "sockets")).to_have_text("2")
    say(ana, "Good morning")
    expect(stat(sam, "messages_minute")).to_have_text("1")
    expect(sam.locator("#tables tr", has_text="Lobby").locator("td").first).to_have_text("1")
    visit("ben", "/counters/votes/").get_by_role("button", name="One more").click()
    expect(stat(sam, "bumps_minute")).to_have_text("1")
    expect(stat(sam, "people")).to_have_text("3")
    expect(stat(sam, "latency_p50")).to_have_text(re.compile(r"^\d"))
    assert sam.evaluate("window.isTheSamePage")


def test_the_plots_are_full_after_a_restart(visit, site):
    visit.allow("WebSocket connection to")
    visit.allow("[object Event]")
    site.shell(
        "from dashboard.models import Sample; from django.utils import timezone;"
        "now = timezone.now(); step = timezone.timedelta(seconds=10);"
        "Sample.objects.bulk_create(Sample(at=now - step * n, people=4, counts={'posts': 2})"
        " for n in range(1, 350))"
    )
    people = visit("sam", "/dashboard/").locator("#charts svg").first
    expect(people).to_have_attribute("aria-label", re.compile("lowest 4, highest 4"))
    site.kill()
    site.start()
    page = visit.without_script("sam", "/dashboard/")
    plots = page.locator("#charts svg")
    expect(plots).to_have_count(4)
    expect(plots.first).to_have_attribute("aria-label", re.compile("highest 4"))
    line = plots.first.locator(".chart__line")
    assert line.evaluate("line => line.getBBox().width") > 100


def test_the_figures_stop_within_seconds_when_the_staff_right_ends(visit, site):
    sam = visit("sam", "/dashboard/")
    expect(stat(sam, "sockets")).to_have_text("1")
    site.shell("User.objects.get(username='ben').make_staff()")
    site.shell("User.objects.get(username='sam').unmake_staff()")
    expect(sam.locator("#notice")).to_contain_text("You can no longer see this", timeout=5_000)
    expect(box(visit("sam"))).to_be_visible()
