"""The benchmark counts lost, doubled and disordered deliveries, and reads every kind of frame."""

import pytest

from tests.bench.pages import HearthPage, Page, ProgramPage, SocketIoPage
from tests.bench.runner import faults
from tests.bench.tracker import DeliveryTracker

THREE = [11, 12, 13]


def result(keys, start=0):
    return {"posted": 3, "orders": [{"pages": 2, "start": start, "keys": keys}]}


def counts(keys, start=0, stored=THREE):
    found = faults(result(keys, start), stored)
    return [found[key] for key in ("lost", "doubled", "disordered", "not_stored")]


def test_complete_delivery_has_no_faults():
    assert counts([11, 12, 13]) == [0, 0, 0, 0]
    assert counts([13], start=2) == [0, 0, 0, 0]


def test_message_missing_on_two_pages_counts_as_lost_twice():
    assert counts([11, 13])[0] == 2


def test_message_received_twice_counts_as_doubled_on_each_page():
    assert counts([11, 12, 12, 13])[1] == 2


def test_messages_in_another_order_than_stored_count_as_disordered():
    assert counts([12, 11, 13]) == [0, 0, 2, 0]


def test_posted_message_that_is_not_stored_is_counted():
    assert counts([11, 12], stored=[11, 12])[3] == 1


def test_server_that_stores_nothing_is_expected_to_deliver_the_posted_numbers():
    assert counts([1, 3], stored=None)[0] == 2


class Author:
    posted_at = []

    def post(self, text):
        """Send nothing."""


@pytest.fixture
async def tracker():
    tracker = DeliveryTracker()
    for _ in range(2):
        tracker.add(Page(tracker, {}))
    return tracker


async def test_message_is_complete_when_the_last_page_has_received_it(tracker):
    first, second = tracker.pages
    tracker.post(Author())
    tracker.post(Author())
    tracker.received(first, 2)
    assert tracker.complete == 0
    tracker.received(second, 1)
    assert (tracker.complete, tracker.lost) == (1, 1)
    tracker.received(second, 1)
    assert (tracker.complete, tracker.lost, tracker.frames) == (2, 0, 3)


async def test_pages_that_received_the_same_keys_share_one_entry(tracker):
    for page in tracker.pages:
        page.keys.extend(THREE)
    assert tracker.orders() == [{"pages": 2, "start": 0, "keys": tuple(THREE)}]


async def test_hearth_page_reads_messages_cursor_and_beat_from_a_frame():
    job = {"cursor": "x.1"}
    frame = b"""<ol hx-swap-oob="beforeend:#messages:not(:has(#message-8))"></ol>
        <input id="cursor" value="x.2"><span id="beat" hx-vals='{"action": "beat", "n": 3}'>"""
    assert HearthPage(DeliveryTracker(), job).parse(frame) == (
        (8,),
        [b'{"action": "beat", "n": 3}'],
    )
    assert job["cursor"] == "x.2"


async def test_socket_io_page_opens_answers_pings_and_reads_messages():
    page = SocketIoPage(DeliveryTracker(), {})
    assert page.parse(b'0{"sid":"a"}') == ((), (b"40",))
    assert page.parse(b"2") == ((), (b"3",))
    assert page.parse(b'42["message","Message 5: hello"]') == ((5,), ())
    assert not page.is_open.done()
    page.parse(b'40{"sid":"b"}')
    assert page.is_open.done()


async def test_program_reads_messages_and_answers_beats():
    page = ProgramPage(DeliveryTracker(), {})
    frame = b'{"topic":"room.1","changes":[{"event":"posted","message":{"id":8,"seq":3}}]}'
    assert page.parse(frame) == ((8,), [])
    assert page.parse(b'{"event":"beat","n":7}') == ((), [b'{"action": "beat", "n": 7}'])
