"""That the measurement sees what it claims to see."""

import pytest

from tests.bench.arena import faults
from tests.bench.board import Board
from tests.bench.pages import HearthPage, Page, SocketIoPage

THREE = [11, 12, 13]


def got(keys, start=0):
    return {"posted": 3, "orders": [{"pages": 2, "start": start, "keys": keys}]}


def found(keys, start=0, truth=THREE):
    counts = faults(got(keys, start), truth)
    return [counts[key] for key in ("lost", "doubled", "disordered", "not_stored")]


def test_what_is_whole_has_no_faults():
    assert found([11, 12, 13]) == [0, 0, 0, 0]
    assert found([13], start=2) == [0, 0, 0, 0]


def test_what_is_missing_on_two_pages_is_lost_twice():
    assert found([11, 13])[0] == 2


def test_what_came_twice_is_doubled():
    assert found([11, 12, 12, 13])[1] == 2


def test_another_order_than_the_stored_one_is_disorder():
    assert found([12, 11, 13]) == [0, 0, 2, 0]


def test_what_was_posted_and_not_stored_is_seen():
    assert found([11, 12], truth=[11, 12])[3] == 1


def test_without_a_record_the_numbers_of_the_posts_are_expected():
    assert found([1, 3], truth=None)[0] == 2


class Author:
    posted_at = []

    def post(self, words):
        """Nobody listens."""


@pytest.fixture
async def board():
    board = Board()
    for _ in range(2):
        board.join(Page(board, {}))
    return board


async def test_a_message_is_complete_when_the_last_page_has_it(board):
    first, second = board.pages
    board.post(Author())
    board.post(Author())
    board.arrived(first, 2)
    assert board.complete == 0
    board.arrived(second, 1)
    assert (board.complete, board.lost) == (1, 1)
    board.arrived(second, 1)
    assert (board.complete, board.lost, board.frames) == (2, 0, 3)


async def test_pages_that_got_the_same_are_counted_together(board):
    for page in board.pages:
        page.keys.extend(THREE)
    assert board.orders() == [{"pages": 2, "start": 0, "keys": tuple(THREE)}]


async def test_a_frame_of_the_site_tells_messages_cursor_and_beat():
    job = {"cursor": "x.1"}
    frame = b"""<ol hx-swap-oob="beforeend:#messages:not(:has(#message-8))"></ol>
        <input id="cursor" value="x.2"><span id="beat" hx-vals='{"action": "beat", "n": 3}'>"""
    assert HearthPage(Board(), job).read(frame) == ((8,), [b'{"action": "beat", "n": 3}'])
    assert job["cursor"] == "x.2"


async def test_socket_io_is_answered():
    page = SocketIoPage(Board(), {})
    assert page.read(b'0{"sid":"a"}') == ((), (b"40",))
    assert page.read(b"2") == ((), (b"3",))
    assert page.read(b'42["message","Message 5: hello"]') == ((5,), ())
    assert not page.is_open.done()
    page.read(b'40{"sid":"b"}')
    assert page.is_open.done()
