"""The two kinds of page that the load generator opens, each with its own way of speaking."""

import json
import re

from picows import WSListener, WSMsgType


class Page(WSListener):
    """One open socket. It counts what it is sent and tells `board` of every message."""

    append = b""
    "Occurs once for each message in what the server sends."

    def __init__(self, board, job):
        self.board, self.job = board, job
        self.received = self.frames = 0
        self.kept = []

    def on_ws_connected(self, transport):
        self.transport = transport
        self.greet()

    def on_ws_frame(self, transport, frame):
        if frame.msg_type is not WSMsgType.TEXT:
            return
        payload = frame.get_payload_as_bytes()
        if self.job.get("keep"):
            self.kept.append(payload)
        self.take(payload)
        if count := payload.count(self.append):
            self.frames += 1
            before, self.received = self.received, self.received + count
            self.board.arrived(before, self.received)

    def on_ws_disconnected(self, transport):
        self.board.disconnects += 1

    def say(self, **data):
        self.transport.send(WSMsgType.TEXT, json.dumps(data).encode())

    def greet(self):
        """Called when the socket is open."""

    def take(self, payload):
        """Called with everything that the server sends."""

    def post(self, words):
        raise NotImplementedError

    def order(self):
        """What tells the messages apart, in the order in which they came; needs `keep`."""
        return [key for payload in self.kept for key in self.keys(payload)]


class HearthPage(Page):
    append = b"beforeend:#messages:not("
    beat = re.compile(rb'id="beat"[^>]*"n": (\d+)')
    item = re.compile(rb'<li [^>]*id="message-(\d+)" data-seq="\d+"')

    def greet(self):
        self.say(action="resume", cursor=self.job["cursor"])

    def take(self, payload):
        if b'id="beat"' in payload:
            for number in self.beat.findall(payload):
                self.say(action="beat", n=int(number))

    def post(self, words):
        self.say(action="post", body=words)

    def keys(self, payload):
        return [int(pk) for pk in self.item.findall(payload)]


class TutorialPage(Page):
    append = b'{"message": '

    def post(self, words):
        self.say(message=words)

    def keys(self, payload):
        return [json.loads(payload)["message"]]


KINDS = {"hearth": HearthPage, "tutorial": TutorialPage}
