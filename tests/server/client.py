"""A socket as a browser has it, and plain connections, for tests with a real server."""

import asyncio
import json
import socket
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from picows import WSListener, WSMsgType, ws_connect

from tests.cast import PASSWORD
from tests.live_page import BEAT


class Page(WSListener):
    """An open socket. It answers beats and close frames, as a browser with htmx does."""

    def __init__(self):
        self.texts, self.code, self.gone = [], None, asyncio.Event()
        self.news = asyncio.Event()

    @classmethod
    async def open(cls, url, **headers):
        _, page = await ws_connect(cls, url, extra_headers=headers)
        return page

    def on_ws_connected(self, transport):
        self.transport = transport

    def on_ws_frame(self, transport, frame):
        if frame.msg_type == WSMsgType.TEXT:
            self.texts.append(frame.get_payload_as_utf8_text())
            if beat := BEAT.search(self.texts[-1]):
                self.say(json.dumps({"action": "beat", "n": int(beat[1])}))
        elif frame.msg_type == WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.CLOSE:
            self.code = int(frame.get_close_code())
            transport.send_close(frame.get_close_code())
        self.news.set()

    def on_ws_disconnected(self, transport):
        self.gone.set()
        self.news.set()

    def say(self, text):
        self.transport.send(WSMsgType.TEXT, text.encode())

    async def until(self, seen, timeout=10):
        """Wait for a text that contains `seen`."""
        async with asyncio.timeout(timeout):
            while not any(seen in text for text in self.texts):
                self.news.clear()
                await self.news.wait()

    async def until_gone(self, timeout=10):
        await asyncio.wait_for(self.gone.wait(), timeout)


def connect(port, receive_buffer=None):
    """A plain connection, which reads little ahead if `receive_buffer` is small."""
    made = socket.socket()
    if receive_buffer:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    made.settimeout(10)
    made.connect(("127.0.0.1", port))
    return made


def handshake(path, **headers):
    """The request with which a socket begins."""
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def sign_in(url, person):
    """The headers of that person's socket."""
    jar = CookieJar()
    client = build_opener(HTTPCookieProcessor(jar))
    client.open(f"{url}/accounts/login/").read()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = {"username": person, "password": PASSWORD, "csrfmiddlewaretoken": token}
    client.open(f"{url}/accounts/login/", urlencode(form).encode()).read()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    return {"Cookie": cookies, "Origin": url}


def unframed(data):
    """The texts in a server's frames."""
    while data:
        size, begin = data[1], 2
        if size > 125:
            begin += 2 if size == 126 else 8
            size = int.from_bytes(data[2:begin], "big")
        assert data[0] == 0x81
        yield data[begin : begin + size].decode()
        data = data[begin + size :]
