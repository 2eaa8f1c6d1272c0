"""Clients of a real server: a WebSocket as a browser has it, and plain TCP connections."""

import asyncio
import json
import socket
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from picows import WSListener, WSMsgType, ws_connect

from e2e.server import PASSWORD
from tests.conversation import BEAT


class Page(WSListener):
    """An open WebSocket. It answers heartbeats and close frames, as a browser with htmx does."""

    def __init__(self):
        self.texts, self.close_code = [], None
        self.changed, self.closed = asyncio.Event(), asyncio.Event()

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
                self.send(json.dumps({"action": "beat", "n": int(beat[1])}))
        elif frame.msg_type == WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.CLOSE:
            self.close_code = int(frame.get_close_code())
            transport.send_close(frame.get_close_code())
        self.changed.set()

    def on_ws_disconnected(self, transport):
        self.closed.set()
        self.changed.set()

    def send(self, text):
        self.transport.send(WSMsgType.TEXT, text.encode())

    async def wait_for(self, part, timeout=10):
        """Wait for a text that contains `part`."""
        async with asyncio.timeout(timeout):
            while not any(part in text for text in self.texts):
                self.changed.clear()
                await self.changed.wait()

    async def wait_closed(self, timeout=10):
        await asyncio.wait_for(self.closed.wait(), timeout)

    async def disconnect(self):
        self.transport.disconnect()
        await self.wait_closed()


def connect(port, receive_buffer=None):
    """A plain TCP connection. A small `receive_buffer` keeps the system from reading ahead."""
    made = socket.socket()
    if receive_buffer:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    made.settimeout(10)
    made.connect(("127.0.0.1", port))
    return made


def read_all(connection):
    """The bytes until the server closes the connection."""
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def read_exactly(connection, size):
    data = b""
    while len(data) < size and (part := connection.recv(size - len(data))):
        data += part
    return data


def handshake_request(path, **headers):
    """The HTTP request that opens a WebSocket."""
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


def signed_in_headers(url, username):
    """Sign in and return the headers for that person's WebSocket."""
    jar = CookieJar()
    client = build_opener(HTTPCookieProcessor(jar))
    client.open(f"{url}/accounts/login/").read()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
    client.open(f"{url}/accounts/login/", urlencode(form).encode()).read()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    return {"Cookie": cookies, "Origin": url}


def masked(payload):
    """A client's text frame, with a mask of zeros."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return b"\x81" + length + bytes(4) + payload


def unframed(data):
    """The texts in a server's frames."""
    while data:
        size, start = data[1], 2
        if size > 125:
            start += 2 if size == 126 else 8
            size = int.from_bytes(data[2:start], "big")
        assert data[0] == 0x81
        yield data[start : start + size].decode()
        data = data[start + size :]
