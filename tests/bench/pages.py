"""The kinds of page that the load generator opens, each with its own way of speaking."""

import asyncio
import json
import re
from collections import deque
from time import monotonic

from picows import WSListener, WSMsgType

KEPT = 500
"Frames whose contents are remembered; memory has to end somewhere."
OFTEN = 50


class Page(WSListener):
    """One open socket. It keeps the key of every message and tells `board` of each frame."""

    message = re.compile(rb"Message (\d+):")
    "Matches once for each message in what the server sends; the group tells them apart."

    def __init__(self, board, job):
        self.board, self.job = board, job
        self.keys = []
        self.posted_at = deque(maxlen=OFTEN)
        self.is_open = asyncio.get_running_loop().create_future()

    def on_ws_connected(self, transport):
        self.transport = transport
        self.greet()

    def on_ws_frame(self, transport, frame):
        payload = frame.get_payload_as_bytes()
        known = self.board.contents.get(payload[-64:])
        if known is None or known[0] != payload:
            known = self.learn(payload, frame.msg_type)
        _, keys, answers = known
        if keys:
            self.keys.extend(keys)
            self.board.arrived(self, len(keys))
        for answer in answers:
            transport.send(WSMsgType.TEXT, answer)

    def on_ws_disconnected(self, transport):
        self.board.disconnects += 1

    def learn(self, payload, kind):
        """Look into a frame, and remember it for the other pages that get the same."""
        if kind is not WSMsgType.TEXT:
            return payload, (), ()
        if len(self.board.contents) > KEPT:
            self.board.contents.clear()
        known = self.board.contents[payload[-64:]] = payload, *self.read(payload)
        return known

    def read(self, payload):
        """The keys of the messages in a frame, and what a page says in answer to it."""
        return tuple(map(int, self.message.findall(payload))), ()

    def greet(self):
        """Called when the socket is open; the page counts once `is_open` is set."""
        self.is_open.set_result(True)

    def say(self, text):
        self.transport.send(WSMsgType.TEXT, text.encode())

    def may_post(self):
        """Whether the site's limit, 60 in ten seconds, is still far."""
        return len(self.posted_at) < OFTEN or self.posted_at[0] < monotonic() - 11

    def post(self, words):
        self.say(words)


class HearthPage(Page):
    message = re.compile(rb"beforeend:#messages:not\(:has\(#message-(\d+)\)")
    beat = re.compile(rb'id="beat"[^>]*"n": (\d+)')
    cursor = re.compile(rb'id="cursor" value="([^"]+)"')

    def greet(self):
        super().greet()
        self.say(json.dumps({"action": "resume", "cursor": self.job["cursor"]}))

    def read(self, payload):
        keys, _ = super().read(payload)
        for cursor in self.cursor.findall(payload):
            self.job["cursor"] = cursor.decode()
        beats = [
            json.dumps({"action": "beat", "n": int(n)}).encode() for n in self.beat.findall(payload)
        ]
        return keys, beats

    def post(self, words):
        self.say(json.dumps({"action": "post", "body": words}))


class TutorialPage(Page):
    def post(self, words):
        self.say(json.dumps({"message": words}))


class SocketIoPage(Page):
    """Engine.io 4: `0` opens, `40` connects, `42` is an event, `2` asks for a `3`."""

    def greet(self):
        """The server speaks first."""

    def read(self, payload):
        if payload.startswith(b"42"):
            return super().read(payload)
        if payload.startswith(b"40"):  # with an id of the page's own: no other's is the same
            self.is_open.set_result(True)
        return (), {b"0": (b"40",), b"2": (b"3",)}.get(payload[:1], ())

    def post(self, words):
        self.say(f"42{json.dumps(['message', words])}")


KINDS = {
    "hearth": HearthPage,
    "tutorial": TutorialPage,
    "socket.io": SocketIoPage,
    "plain": Page,
}
