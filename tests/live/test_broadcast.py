"""A broadcast frames its text once for all pages and aborts a page that does not read."""

import pytest

from rooms.live.delivery.direct_sender import MAX_BUFFERED, DirectSender
from rooms.live.delivery.frames import framed
from rooms.live.handshake import WRITER
from rooms.live.metrics import metrics
from tests.live_page import LivePage, drain_all, later
from tests.server.client import unframed

pytestmark = pytest.mark.django_db(transaction=True)


class Writer:
    """A server's writer whose socket accepts everything or nothing."""

    is_gone = False

    def __init__(self, page):
        self.page, self.is_stalled, self.unsent, self.is_aborted = page, False, 0, False

    def write(self, frame):
        if self.is_stalled:
            self.unsent += len(frame)
        else:
            for text in unframed(frame):
                self.page.socket.output_queue.put_nowait({"type": "websocket.send", "text": text})
        return self.unsent

    @staticmethod
    def group(writers=()):
        return Group(dict.fromkeys(writers))

    def charge(self, frames):
        pass

    def close(self, code):
        self.page.socket.output_queue.put_nowait({"type": "websocket.close", "code": code})

    def abort(self):
        self.is_aborted = True
        self.page.socket.input_queue.put_nowait({"type": "websocket.disconnect", "code": 1006})


class Group(dict):
    """A group of writers, written to in the order in which they were added."""

    def add(self, writer):
        self[writer] = None

    def discard(self, writer):
        del self[writer]

    def write(self, frame):
        return [(writer, unsent) for writer in self if (unsent := writer.write(frame))]


class WriterPage(LivePage):
    """A page of a server that offers a writer."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.writer = Writer(self)
        self.socket.scope["extensions"] = {WRITER: self.writer}


@pytest.fixture
def open_with_writer(open_page, monkeypatch):
    monkeypatch.setattr("tests.conftest.LivePage", WriterPage)
    return open_page


@pytest.mark.parametrize("viewers", [1, 12])
async def test_message_is_framed_once_for_any_number_of_viewers(
    open_with_writer, lobby, ana, ben, say, viewers
):
    pages = [await open_with_writer(ana, "lobby") for _ in range(viewers)]
    await drain_all(pages)
    before = metrics.copy()
    await later(say, lobby, ben, "one for all")
    for page in pages:
        await page.until("one for all</div>")
    frames = {frame for page in pages for frame in page.frames if "one for all</div>" in frame}
    assert len(frames) == 1
    assert metrics["framings"] - before["framings"] <= 3  # message, unread counts, presence
    assert metrics["bytes"] - before["bytes"] >= viewers * len(frames.pop().encode())
    assert metrics["fan_out_frames"] - before["fan_out_frames"] >= viewers
    assert metrics["fan_out_seconds"] > before["fan_out_seconds"]


async def test_page_that_does_not_read_is_aborted_and_others_get_every_message(
    open_with_writer, lobby, ana, ben, say, monkeypatch
):
    monkeypatch.setattr("rooms.live.delivery.direct_sender.MAX_BUFFERED", 20_000)
    stalled, page = await open_with_writer(ana, "lobby"), await open_with_writer(ben, "lobby")
    await page.drain(0.7)
    stalled.writer.is_stalled = True
    for n in range(20):
        await later(say, lobby, ben, f"number {n} " + "x" * 1_000)
        await page.until(f"number {n} ")
    assert stalled.writer.is_aborted
    assert stalled.writer.unsent < 30_000
    assert len(page.messages) == 20
    await stalled.socket.wait(3)


def test_page_on_a_slow_line_may_take_its_time_for_a_long_frame():
    writer = Writer(None)
    sender, writer.is_stalled = DirectSender(writer), True
    assert sender.put("x" * 2 * MAX_BUFFERED)
    assert sender.put("a word that comes meanwhile")
    assert not sender.put("x" * MAX_BUFFERED)
    writer.unsent = 0
    assert sender.put("all was sent")
    assert [sender.put("x" * 100_000) for _ in range(4)] == [True, True, True, False]


async def test_signed_out_page_gets_the_closing_html_before_its_socket_closes(
    open_with_writer, lobby, ana
):
    page = await open_with_writer(ana, "lobby")
    await page.drain(0.7)
    await later(page.client.post, "/accounts/logout/")
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4401
    assert "signed out" in "".join(page.frames).lower()


async def test_socket_of_an_unknown_path_is_closed_without_html(open_with_writer, lobby, ana):
    page = await open_with_writer(ana, "/ws/nowhere/")
    await page.until(lambda page: page.close_code)
    assert (page.close_code, page.frames) == (4404, [])


def test_frame_header_states_the_payload_size():
    for size in (0, 125, 126, 65_535, 65_536, MAX_BUFFERED):
        frame, payload_size = framed("x" * size)
        assert payload_size == size
        assert list(unframed(frame)) == ["x" * size]
