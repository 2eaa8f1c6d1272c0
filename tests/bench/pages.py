"""The kinds of page that the load generator opens, each with its own way of speaking."""

import asyncio
import json
import re

from picows import WSListener, WSMsgType

KEPT = 500
"Frames whose contents are remembered; memory has to end somewhere."


class Page(WSListener):
    """One open socket. It keeps the key of every message and tells `board` of each frame."""

    message = re.compile(rb"Message (\d+):")
    "Matches once for each message in what the server sends; the group tells them apart."

    def __init__(self, board, job):
        self.board, self.job = board, job
        self.keys = []
        self.is_open = asyncio.get_running_loop().create_future()

    def on_ws_connected(self, transport):
        self.transport = transport
        self.greet()

    def on_ws_frame(self, transport, frame):
        if frame.msg_type is WSMsgType.TEXT:
            self.take(frame.get_payload_as_bytes())

    def on_ws_disconnected(self, transport):
        self.board.disconnects += 1

    def take(self, payload):
        keys, asks = self.contents(payload)
        for answer in asks:
            self.transport.send(WSMsgType.TEXT, answer)
        if keys:
            self.keys.extend(keys)
            self.board.arrived(self, len(keys))

    def contents(self, payload):
        """What `read` finds; a frame that other pages got as well is not read again."""
        known, end = self.board.contents, payload[-64:]
        kept = known.get(end)
        if kept is None or kept[0] != payload:
            if len(known) > KEPT:
                known.clear()
            kept = known[end] = payload, self.read(payload)
        return kept[1]

    def read(self, payload):
        """The keys of the messages in a frame, and what a page says in answer to it."""
        return tuple(map(int, self.message.findall(payload))), ()

    def greet(self):
        """Called when the socket is open; the page counts once `is_open` is set."""
        self.is_open.set_result(True)

    def say(self, text):
        self.transport.send(WSMsgType.TEXT, text.encode())

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

    def take(self, payload):
        if payload.startswith(b"40"):
            self.is_open.set_result(True)
        super().take(payload)

    def read(self, payload):
        if payload.startswith(b"42"):
            return super().read(payload)
        return (), {b"0": (b"40",), b"2": (b"3",)}.get(payload[:1], ())

    def post(self, words):
        self.say(f"42{json.dumps(['message', words])}")


KINDS = {
    "hearth": HearthPage,
    "tutorial": TutorialPage,
    "socket.io": SocketIoPage,
    "plain": Page,
}
