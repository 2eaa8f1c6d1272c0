"""The kinds of page that the load generator opens, one for each protocol."""

import asyncio
import json
import re
from collections import deque
from time import monotonic

from picows import WSListener, WSMsgType

MAX_PARSED = 500
"Frames whose parsed contents are remembered, so that memory is bounded."
MAX_POSTS = 50
"Posts of one page in 11 seconds; the site's limit is 60 in ten."


class Page(WSListener):
    """One open socket. It keeps the key of every message and reports each frame to `tracker`."""

    message = re.compile(rb"Message (\d+):")
    "Matches once for each message in a frame; the group is the message's key."

    def __init__(self, tracker, job):
        self.tracker, self.job = tracker, job
        self.keys = []
        self.posted_at = deque(maxlen=MAX_POSTS)
        self.is_open = asyncio.get_running_loop().create_future()

    def on_ws_connected(self, transport):
        self.transport = transport
        self.greet()

    def on_ws_frame(self, transport, frame):
        payload = frame.get_payload_as_bytes()
        parsed = self.tracker.parsed_frames.get(payload[-64:])
        if parsed is None or parsed[0] != payload:
            parsed = self.parse_and_keep(payload, frame.msg_type)
        _, keys, answers = parsed
        if keys:
            self.keys.extend(keys)
            self.tracker.received(self, len(keys))
        for answer in answers:
            transport.send(WSMsgType.TEXT, answer)

    def on_ws_disconnected(self, transport):
        self.tracker.disconnects += 1

    def parse_and_keep(self, payload, kind):
        """Parse a frame, and keep the result for the other pages that get the same frame."""
        if kind is not WSMsgType.TEXT:
            return payload, (), ()
        if len(self.tracker.parsed_frames) > MAX_PARSED:
            self.tracker.parsed_frames.clear()
        parsed = self.tracker.parsed_frames[payload[-64:]] = payload, *self.parse(payload)
        return parsed

    def parse(self, payload):
        """The keys of the messages in a frame, and the page's answers to it."""
        return tuple(map(int, self.message.findall(payload))), ()

    def greet(self):
        """Called when the socket is open; the page counts once `is_open` is set."""
        self.is_open.set_result(True)

    def send(self, text):
        self.transport.send(WSMsgType.TEXT, text.encode())

    def may_post(self):
        """Whether the page has posted less than MAX_POSTS times in 11 seconds."""
        return len(self.posted_at) < MAX_POSTS or self.posted_at[0] < monotonic() - 11

    def post(self, text):
        self.send(text)


class HearthPage(Page):
    """Sends its cursor when it opens, says that it is looked at, and answers every heartbeat."""

    message = re.compile(rb"beforeend:#messages:not\(:has\(#message-(\d+)\)")
    beat = re.compile(rb'id="beat"[^>]*"n": (\d+)')
    cursor = re.compile(rb'id="cursor" value="([^"]+)"')

    def greet(self):
        super().greet()
        self.send(json.dumps({"action": "resume", "cursor": self.job["cursor"]}))
        for signal in ("look", "end"):
            self.send(json.dumps({"action": signal}))

    def parse(self, payload):
        keys, _ = super().parse(payload)
        for cursor in self.cursor.findall(payload):
            self.job["cursor"] = cursor.decode()
        beats = [
            json.dumps({"action": "beat", "n": int(n)}).encode() for n in self.beat.findall(payload)
        ]
        return keys, beats

    def post(self, text):
        self.send(json.dumps({"action": "post", "body": text}))


class ProgramPage(Page):
    """Follows the lobby as JSON, and answers every heartbeat."""

    message = re.compile(rb'"event":"posted","message":{"id":(\d+)')
    beat = re.compile(rb'"event":"beat","n":(\d+)')

    def greet(self):
        """Do nothing: it is open once it follows the lobby."""
        self.send(json.dumps({"id": 1, "action": "subscribe", "topic": "room.lobby"}))

    def on_ws_frame(self, transport, frame):
        super().on_ws_frame(transport, frame)
        if not self.is_open.done() and frame.get_payload_as_bytes().startswith(b'{"id":1,'):
            self.is_open.set_result(True)

    def parse(self, payload):
        keys, _ = super().parse(payload)
        beats = self.beat.findall(payload)
        return keys, [b'{"action": "beat", "n": %s}' % number for number in beats]

    def post(self, text):
        self.send(json.dumps({"id": 2, "action": "post", "topic": "room.lobby", "body": text}))


class TutorialPage(Page):
    def post(self, text):
        self.send(json.dumps({"message": text}))


class SocketIoPage(Page):
    """Engine.io 4: `0` opens, `40` connects, `42` is an event, `2` is a ping and `3` its pong."""

    def greet(self):
        """Do nothing: the server sends the first frame."""

    def parse(self, payload):
        if payload.startswith(b"42"):
            return super().parse(payload)
        if payload.startswith(b"40"):  # it contains the page's own id, so no two are the same
            self.is_open.set_result(True)
        return (), {b"0": (b"40",), b"2": (b"3",)}.get(payload[:1], ())

    def post(self, text):
        self.send(f"42{json.dumps(['message', text])}")


KINDS = {
    "hearth": HearthPage,
    "program": ProgramPage,
    "tutorial": TutorialPage,
    "socket.io": SocketIoPage,
    "plain": Page,
}
