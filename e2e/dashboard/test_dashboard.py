"""The staff dashboard in a browser, while others post, bump a counter and open pages."""

import re

import pytest
from playwright.sync_api import expect

from e2e.browser import composer, drawn_width, post


@pytest.fixture
def site(prepared_site, tmp_path):
    """A site of its own: nobody else changes its figures, and it can be restarted."""
    with prepared_site.running_copy(tmp_path / "data") as site:
        yield site


def stat(page, name):
    return page.locator(f"#stats [data-stat={name}]")


def test_message_bump_and_new_person_update_the_figures_without_a_reload(visit, site):
    site.shell("Counter.objects.start('Votes')")
    sam = visit("sam", "/dashboard/")
    sam.evaluate("window.isTheSamePage = true")
    expect(stat(sam, "people")).to_have_text("1")
    ana = visit("ana", "/rooms/lobby/")
    expect(stat(sam, "people")).to_have_text("2")
    expect(stat(sam, "sockets")).to_have_text("2")
    post(ana, "Good morning")
    expect(stat(sam, "messages_minute")).to_have_text("1")
    expect(sam.locator("#tables tr", has_text="Lobby").locator("td").first).to_have_text("1")
    visit("ben", "/counters/votes/").get_by_role("button", name="One more").click()
    expect(stat(sam, "bumps_minute")).to_have_text("1")
    expect(stat(sam, "people")).to_have_text("3")
    expect(stat(sam, "latency_p50")).to_have_text(re.compile(r"^\d"))
    assert sam.evaluate("window.isTheSamePage")


def test_charts_show_the_stored_samples_after_a_restart(visit, site):
    visit.allow_error("WebSocket connection to")
    visit.allow_error("[object Event]")
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
    charts = page.locator("#charts svg")
    expect(charts).to_have_count(4)
    expect(charts.first).to_have_attribute("aria-label", re.compile("highest 4"))
    assert drawn_width(page, "#charts svg .chart__line") > 100


def test_dashboard_closes_within_seconds_when_the_staff_right_ends(visit, site):
    sam = visit("sam", "/dashboard/")
    expect(stat(sam, "sockets")).to_have_text("1")
    site.shell("User.objects.get(username='ben').make_staff()")
    site.shell("User.objects.get(username='sam').unmake_staff()")
    expect(sam.locator("#notice")).to_contain_text("You can no longer see this", timeout=5_000)
    expect(composer(visit("sam"))).to_be_visible()
