"""How the desk does: medians, ratings, and a file that no spreadsheet runs."""

import csv
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone

from dashboard.support.figures import Times, figures_now, rows_of, summaries_of, times_of
from rooms.models import Ticket, User

pytestmark = pytest.mark.django_db


def ended(agent, minutes, rating=None, words=""):
    """A conversation that was answered after so many minutes and ended after twice as many."""
    guest = User.objects.add_guest("=Vera")
    ticket = Ticket.objects.ask(guest, "Hello", uuid.uuid4())
    begun = timezone.now() - timedelta(hours=5)
    times = {
        "created_at": begun,
        "answered_at": begun + timedelta(minutes=minutes),
        "closed_at": begun + timedelta(minutes=2 * minutes),
    }
    changes = {"agent": agent, "state": Ticket.CLOSED, "rating": rating, "rating_words": words}
    Ticket.objects.filter(pk=ticket.pk).update(**times, **changes)


def test_times_are_the_median_and_the_90th_percentile():
    assert times_of([]) == Times(None, None)
    assert times_of([60, None]) == Times(timedelta(minutes=1), timedelta(minutes=1))
    assert times_of(range(101)) == Times(timedelta(seconds=50), timedelta(seconds=90))


def test_figures_per_agent(sam, ana):
    for minutes in (1, 2, 3):
        ended(sam, minutes, rating=minutes)
    ended(ana, 10)
    agents = {each.name: each for each in summaries_of(rows_of(7))["agent"]}
    sams = agents["Sam Lindqvist"]
    assert (sams.count, sams.rating, sams.rated) == (3, 2.0, 3)
    assert sams.response.median == timedelta(minutes=2)
    assert sams.resolution.median == timedelta(minutes=4)
    assert agents["Ana Ruiz"].rating is None
    assert [each.count for each in summaries_of(rows_of(7))["all"]] == [4]


def test_figures_of_now(vera):
    now = figures_now()
    assert (now.waiting, now.open) == (1, 0)
    assert now.longest_since == vera.ticket.waiting_since


def test_page_shows_them(client_of, sam):
    ended(sam, 2, rating=4)
    html = client_of(sam).get("/dashboard/support/figures/?days=30").content.decode()
    assert "0:02:00" in html
    assert "4.0" in html
    assert '<table class="table" tabindex="0" aria-label="Agent">' in html
    assert "<bdi></bdi>" not in html
    assert client_of(sam).get("/dashboard/support/figures/?days=x").status_code == 200


def test_csv_has_no_formula_and_no_message(client_of, sam):
    ended(sam, 2, rating=4, words="=HYPERLINK(1)")
    text = client_of(sam).get("/dashboard/support/figures.csv").content.decode()
    header, row = csv.reader(StringIO(text))
    assert header[0] == "begun"
    assert row[1:] == ["", "Sam Lindqvist", "closed", "120", "240", "4", "'=HYPERLINK(1)", ""]
    assert "Hello" not in text
