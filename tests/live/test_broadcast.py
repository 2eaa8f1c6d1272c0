"""What everyone sees is framed once, and a page that does not take it is cut off."""

import pytest

from rooms.live.delivery import frames
from rooms.live.delivery.frames import UNTAKEN, framed
from rooms.live.handshake import WRITER
from rooms.live.metrics import meter
from tests.live_page import LivePage, later
from tests.server.client import unframed

pytestmark = pytest.mark.django_db(transaction=True)


class Writer:
    """A server's writer, whose socket takes everything or nothing."""

    def __init__(self, page):
        self.page, self.is_deaf, self.waits, self.is_aborted = page, False, 0, False

    def write(self, frame):
        if self.is_deaf:
            self.waits += len(frame)
        else:
            for text in unframed(frame):
                self.page.socket.output_queue.put_nowait({"type": "websocket.send", "text": text})
        return self.waits

    @staticmethod
    def row(writers=()):
        return Row(dict.fromkeys(writers))

    def close(self, code):
        self.page.socket.output_queue.put_nowait({"type": "websocket.close", "code": code})

    def abort(self):
        self.is_aborted = True
        self.page.socket.input_queue.put_nowait({"type": "websocket.disconnect", "code": 1006})


class Row(dict):
    """Writers that are written to together, in their order."""

    def add(self, writer):
        self[writer] = None

    def discard(self, writer):
        del self[writer]

    def write(self, frame):
        return [(writer, waits) for writer in self if (waits := writer.write(frame))]


class WiredPage(LivePage):
    """A page whose server offers a writer."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.writer = Writer(self)
        self.socket.scope["extensions"] = {WRITER: self.writer}


@pytest.fixture
def open_wired(open_page, monkeypatch):
    monkeypatch.setattr("tests.conftest.LivePage", WiredPage)
    return open_page


@pytest.mark.parametrize("viewers", [1, 12])
async def test_a_message_is_framed_once_however_many_see_it(
    open_wired, lobby, ana, ben, say, viewers
):
    pages = [await open_wired(ana, "lobby") for _ in range(viewers)]
    for page in pages:
        await page.drain(0.7)
    before = meter.copy()
    await later(say, lobby, ben, "one for all")
    for page in pages:
        await page.until("one for all</div>")
    frames = {frame for page in pages for frame in page.frames if "one for all</div>" in frame}
    assert len(frames) == 1
    assert meter["framings"] - before["framings"] <= 3  # the message, what is unread, who is here
    assert meter["bytes"] - before["bytes"] >= viewers * len(frames.pop().encode())
    assert meter["fan_out_frames"] - before["fan_out_frames"] >= viewers
    assert meter["fan_out_seconds"] > before["fan_out_seconds"]


async def test_a_page_whose_socket_takes_nothing_is_cut_off_and_the_others_go_on(
    open_wired, lobby, ana, ben, say, monkeypatch
):
    monkeypatch.setattr(frames, "UNTAKEN", 20_000)
    deaf, page = await open_wired(ana, "lobby"), await open_wired(ben, "lobby")
    await page.drain(0.7)
    deaf.writer.is_deaf = True
    for n in range(20):
        await later(say, lobby, ben, f"number {n} " + "x" * 1_000)
        await page.until(f"number {n} ")
    assert deaf.writer.is_aborted
    assert deaf.writer.waits < 30_000
    assert len(page.messages) == 20
    await deaf.socket.wait(3)


async def test_who_is_sent_away_hears_why_before_the_socket_closes(open_wired, lobby, ana):
    page = await open_wired(ana, "lobby")
    await page.drain(0.7)
    await later(page.client.post, "/accounts/logout/")
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4401
    assert "signed out" in "".join(page.frames).lower()


async def test_where_there_is_no_page_the_socket_is_closed_without_a_word(open_wired, lobby, ana):
    page = await open_wired(ana, "/ws/nowhere/")
    await page.until(lambda page: page.close_code)
    assert (page.close_code, page.frames) == (4404, [])


def test_a_frame_says_how_long_it_is():
    for size in (0, 125, 126, 65_535, 65_536, UNTAKEN):
        frame, counted = framed("x" * size)
        assert counted == size
        assert list(unframed(frame)) == ["x" * size]
