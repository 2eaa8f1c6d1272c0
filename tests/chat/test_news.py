"""What is new in a room: the bar that leads to the first unread message and to the latest."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.models import Membership, Message

BAR = re.compile(r'<div id="news" class="news">(.*?)</div>', re.S)


@pytest.fixture
def bar(client_of, lobby, ana):
    """The bar of the lobby, as Ana opens it in a browser: to open it there reads nothing."""

    def bar(path="/rooms/lobby/"):
        response = client_of(ana).get(path, headers={"Sec-Fetch-Dest": "document"})
        return BAR.search(response.content.decode())[1]

    return bar


def test_there_is_no_bar_if_everything_is_read(bar):
    assert bar() == ""


def test_bar_counts_what_is_new_and_leads_to_the_line_before_it(bar, lobby, ana, ben, say):
    say(lobby, ben, "old")
    Membership.objects.mark_read()
    first = say(lobby, ben, "new")
    say(lobby, ben, "newer")
    html = bar()
    assert 'href="#new"' in html
    assert 'href="#end"' in html
    at = timezone.localtime(first.created_at)
    assert "2 new since <time" in html
    assert f">{at:%H:%M}</time>" in html


def test_first_unread_message_of_another_day_is_dated(bar, lobby, ben, say):
    first = say(lobby, ben)
    at = timezone.now() - timedelta(days=2)
    Message.objects.filter(pk=first.pk).update(created_at=at)
    assert f">{at:%-d %b, %H:%M}</time>" in bar()


def test_bar_leads_to_the_page_with_the_first_unread_message_if_it_is_far_back(
    bar, client_of, ana, lobby, ben, say
):
    say(lobby, ben, "old")
    Membership.objects.mark_read()
    first = say(lobby, ben, "the first")
    for number in range(50):
        say(lobby, ben, f"number {number}")
    assert "51 new" in bar()
    (address,) = re.findall(r'href="(/rooms/[^"]*)"', bar())
    assert address == f"/rooms/lobby/?at={first.pk}#message-{first.pk}"
    assert 'href="#new"' in bar(address)
    assert f'id="message-{first.pk}"' in client_of(ana).get(address).content.decode()


def test_deleted_message_still_counts_as_the_first(bar, lobby, ben, say):
    say(lobby, ben).delete_text()
    say(lobby, ben)
    assert "2 new since" in bar()


def test_bar_costs_a_query_only_if_something_is_new(client_of, queries_of, lobby, ana, ben, say):
    client = client_of(ana)
    client.get("/rooms/lobby/")
    before = queries_of(client, "/rooms/lobby/")
    say(lobby, ben)
    assert queries_of(client, "/rooms/lobby/") > before
    assert queries_of(client, "/rooms/lobby/") == before
