"""A program as the server sees it: its socket, and the JSON that it gets."""

import asyncio
import json
from itertools import count

from channels.testing import WebsocketCommunicator

from site_config.asgi import application

NOT_ANSWERS = ("beat", "open")


class ProgramSocket:
    """Opened by the fixture `connect`. Answers heartbeats, and keeps all other frames."""

    def __init__(self, headers=(), subprotocols=None, query="", application=application):
        path = f"/ws/api/v1/{query and '?' + query}"
        self.socket = WebsocketCommunicator(application, path, list(headers), subprotocols)
        self.frames, self.answers, self.close_code, self.opened = [], {}, None, None
        self.numbers = count(100)

    async def open(self):
        """Connect, and wait for the first frame."""
        _, self.subprotocol = await self.socket.connect(timeout=5)
        await self.until(lambda: self.opened or self.close_code)
        return self

    async def send(self, data):
        text = data if isinstance(data, str) else json.dumps(data)
        await self.socket.send_to(text_data=text)

    async def ask(self, action, **fields):
        """Call, and return the answer: an object with `result` or `error`."""
        number = next(self.numbers)
        await self.send({"id": number, "action": action, **fields})
        await self.until(lambda: number in self.answers)
        return self.answers[number]

    async def result(self, action, **fields):
        answer = await self.ask(action, **fields)
        assert "error" not in answer, answer
        return answer["result"]

    async def follow(self, topic="room.lobby", **since):
        return await self.result("subscribe", topic=topic, **since)

    async def next_frame(self, timeout=4):
        output = await self.socket.receive_output(timeout)
        if output["type"] == "websocket.close":
            self.close_code = output["code"]
            return
        frame = json.loads(output["text"])
        if "id" in frame:
            self.answers[frame["id"]] = frame
        elif frame["event"] == "open":
            self.opened = frame
        elif frame["event"] == "beat":
            await self.send({"action": "beat", "n": frame["n"]})
        else:
            self.frames.append(frame)

    async def until(self, seen, timeout=5):
        async with asyncio.timeout(timeout):
            while not seen():
                await self.next_frame(timeout)

    async def changes(self, number):
        """That many changes, as (event, text of the message)."""
        await self.until(lambda: len(self.told()) >= number)
        return self.told()

    def told(self):
        return [
            (change["event"], change["message"]["body"])
            for frame in self.frames
            if frame["event"] == "changes"
            for change in frame["changes"]
        ]

    async def is_silent(self, seconds=0.3):
        """Whether nothing but heartbeats comes for a while."""
        before = len(self.frames)
        while not await self.socket.receive_nothing(seconds, interval=0.02):
            await self.next_frame()
        return len(self.frames) == before

    async def close(self):
        await self.socket.disconnect(code=1000)


def bearer(token):
    return [(b"authorization", f"Bearer {token}".encode())]
