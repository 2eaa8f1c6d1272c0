"""A client of Hearth's socket in one file. It needs Python 3.11 and the package websockets.

    async with Hearth("https://chat.example.org", token) as hearth:
        await hearth.follow("room.lobby")
        async for event in hearth.events():
            if event.name == "posted":
                await hearth.call("post", topic=event.topic, body="I read that.")

It opens the socket again when it was lost, and goes on where it was: it misses nothing and gives
nothing twice.
"""

import asyncio
import json
import random
import uuid
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException

SILENCE = 30
"Seconds without a frame after which the connection is given up; a heartbeat comes every ten."
LONGEST_WAIT = 60
RESUME = "resume"
REFUSED = (4400, 4401, 4403, 4404)
"Close codes after which to connect again would change nothing."


class Refused(Exception):
    """The site's answer to what it does not do: `problem` has its status and words."""

    def __init__(self, problem: dict):
        super().__init__(problem["detail"])
        self.problem = problem


class Event(NamedTuple):
    """What happened in a topic.

    name: "posted", "edited", "deleted", "reacted" or "replied" in a room; "counter";
    "notifications"; "queue" of the support desk; "end" if the topic can no longer be followed.
    data: the message, or the frame. seq: what to remember once this event is done with, to go on
    from there after a restart.
    """

    topic: str
    name: str
    data: dict
    seq: int


class Hearth:
    """A connection to a site, with a token. by_pass: open the socket by a pass, as browsers do."""

    def __init__(self, site: str, token: str, *, by_pass: bool = False):
        self.site, self.token, self.by_pass = site.rstrip("/"), token, by_pass
        self.since, self.paths, self._latest = {}, {}, {}
        "By topic: up to where everything is known, its address, and the latest frame."
        self._incoming, self._calls = asyncio.Queue(), {}
        self._socket, self._connected = None, asyncio.Event()
        self._refusal = self._ended = None

    async def __aenter__(self):
        self._running = asyncio.create_task(self._stay_connected())
        return self

    async def __aexit__(self, *error):
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)

    # What a bot calls:

    async def follow(self, topic: str, since: int | None = None) -> dict:
        """Follow a topic, such as "room.lobby", "counter.deploys", "bell" or "desk"."""
        fields = {} if since is None else {"since": since}
        return await self.call("subscribe", topic=topic, **fields)

    async def unfollow(self, topic: str) -> None:
        try:
            await self.call("unsubscribe", topic=topic)
        finally:
            self.since.pop(topic, None)

    async def events(self):
        """Every Event of what is followed, in order. Raises Refused when the token has ended."""
        while True:
            event = await self._incoming.get()
            if isinstance(event, Exception):
                raise event
            yield event

    async def call(self, action: str, **fields: Any) -> Any:
        """Ask for an action, and return its result. Raises Refused.

        Where the connection is lost before the answer comes, a post and a subscription are asked
        again, as they are done once however often they are asked; anything else raises
        ConnectionError. What was too much at once is asked again when it may.
        """
        if action == "post":
            fields.setdefault("key", str(uuid.uuid4()))
        while True:
            try:
                return await self._ask(action, fields)
            except ConnectionError:
                if action not in ("post", "subscribe"):
                    raise
            except Refused as refusal:
                if "retry_after" not in refusal.problem:
                    raise
                await asyncio.sleep(refusal.problem["retry_after"])

    async def http(self, path: str, data: dict | None = None) -> Any:
        """Ask the HTTP API, such as `rooms/`; with `data` by POST."""
        return await asyncio.to_thread(self._http, path, data)

    # The connection:

    async def _stay_connected(self):
        attempt = 0
        while not self._ended:
            try:
                async with await self._open() as self._socket:
                    attempt = 0
                    await self._receive_all()
            except ConnectionClosed as closed:
                if closed.rcvd and closed.rcvd.code in REFUSED:
                    self._end(self._refusal)
            except Refused as refusal:
                if refusal.problem["status"] in (401, 403):
                    self._end(refusal)
            except (OSError, WebSocketException):
                pass  # it is away, or did not answer in time: try again
            self._lose_calls()
            if not self._ended:
                await asyncio.sleep(random.random() * min(LONGEST_WAIT, 2**attempt))
                attempt = min(attempt + 1, 10)

    async def _open(self):
        if self.by_pass:
            made = await self.http("socket-pass/", {})
            return connect(made["url"])
        address = self.site.replace("http", "ws", 1) + "/ws/api/v1/"
        return connect(address, additional_headers={"Authorization": f"Bearer {self.token}"})

    async def _receive_all(self):
        while True:
            async with asyncio.timeout(SILENCE):
                frame = json.loads(await self._socket.recv())
            if "id" in frame:
                self._take_answer(frame)
            elif frame["event"] == "open":
                await self._resume()
            elif frame["event"] == "beat":
                await self._send({"action": "beat", "n": frame["n"]})
            else:
                await self._take(frame)

    async def _resume(self):
        """Go on where it was."""
        for topic, since in list(self.since.items()):
            number = f"{RESUME} {topic}"
            await self._send({"id": number, "action": "resume", "topic": topic, "since": since})
        self._connected.set()

    def _end(self, error):
        """The token is not taken any more."""
        self._ended = error
        self._incoming.put_nowait(error)

    # Calls:

    async def _ask(self, action, fields):
        await self._connected.wait()
        if self._ended:
            raise self._ended
        number, answer = str(uuid.uuid4()), asyncio.get_running_loop().create_future()
        self._calls[number] = answer, action, fields
        try:
            await self._send({"id": number, "action": action, **fields})
            return await answer
        except ConnectionClosed as closed:
            self._connected.clear()
            raise ConnectionError from closed
        finally:
            self._calls.pop(number, None)

    async def _send(self, data):
        await self._socket.send(json.dumps(data))

    def _take_answer(self, frame):
        number, error = frame["id"], frame.get("error")
        if error:
            self._refusal = Refused(error)
            if str(number).startswith(RESUME):
                self._lose_topic(str(number).removeprefix(RESUME).strip(), frame)
        answer, action, fields = self._calls.get(number, (None, "", {}))
        if answer is None or answer.done():
            return
        if error:
            answer.set_exception(self._refusal)
            return
        if action == "subscribe":
            topic = frame["result"]["topic"]
            place = "support" if fields["topic"].startswith("support.") else "rooms"
            self.paths[topic] = f"{place}/{frame['result']['slug']}"
            self.since[topic] = fields.get("since", frame["result"]["seq"])
        answer.set_result(frame["result"])

    def _lose_calls(self):
        if self._ended:
            self._connected.set()  # who waits is told so
        else:
            self._connected.clear()
        for answer, *_ in self._calls.values():
            if not answer.done():
                answer.set_exception(ConnectionError("nobody knows whether it was done"))

    def _lose_topic(self, topic, frame):
        self.since.pop(topic, None)
        self._incoming.put_nowait(Event(topic, "end", frame, 0))

    # Events:

    async def _take(self, frame):
        topic, name, known = frame["topic"], frame["event"], self.since.get(frame["topic"], 0)
        if name == "changes":
            self._put_changes(topic, frame["seq"], frame["changes"], known)
        elif name == "gap" and topic.startswith("room."):
            await self._close_gap(topic, frame["since"])
        elif name == "end":
            self._lose_topic(topic, frame)
        elif frame != self._latest.get(topic):  # a state comes again with each connection
            self.since[topic], self._latest[topic] = frame["seq"], frame
            self._incoming.put_nowait(Event(topic, name, frame, frame["seq"]))

    def _put_changes(self, topic, seq, changes, known):
        """Those that are not known yet. Only with the last of them all up to `seq` is done."""
        news = [each for each in changes if each["message"]["change_seq"] > known]
        for number, change in enumerate(news, 1):
            done = seq if number == len(news) else known
            self._incoming.put_nowait(Event(topic, change["event"], change["message"], done))
        self.since[topic] = max(seq, known)

    async def _close_gap(self, topic, since):
        """Read by HTTP what is too much for the socket."""
        while True:
            path = f"{self.paths[topic]}/messages/?limit=200&since={since}"
            messages = (await self.http(path))["results"]
            if not messages:
                return
            changes = [{"event": _name_of(each, since), "message": each} for each in messages]
            seq = messages[-1]["change_seq"]
            self._put_changes(topic, seq, changes, since)
            since = seq

    def _http(self, path, data):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        body = None if data is None else json.dumps(data).encode()
        try:
            with urlopen(
                Request(f"{self.site}/api/v1/{path}", body, headers), timeout=30
            ) as answer:
                text = answer.read()
                return json.loads(text) if text else None
        except HTTPError as error:
            raise Refused(json.loads(error.read())) from None


def _name_of(message, since):
    if message["seq"] > since:
        return "posted"
    return "deleted" if message["deleted_at"] else "edited"
