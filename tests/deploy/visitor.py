"""A browser of one person, through nginx and TLS: pages, forms, and open sockets."""

import asyncio
import contextlib
import itertools
import json
import random
import re
import ssl
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, Request, build_opener

from picows import WSError, ws_connect

from tests.conversation import BODY, CURSOR, Conversation
from tests.server.client import Page

RECONNECTS = {1006, 1011, 1012, 1013, None}
"The close codes after which htmx opens the socket again."


def trusting(certificate):
    """TLS that believes this certificate."""
    return ssl.create_default_context(cafile=str(certificate))


class Visitor:
    def __init__(self, url, certificate):
        self.url, self.certificate = url, certificate
        self.tls, self.jar = trusting(certificate), CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar), HTTPSHandler(context=self.tls))

    def get(self, path):
        return self._open(Request(self._address(path)))

    def post(self, path, **form):
        """Fill in the form of that page and send it."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path)[1])[1]
        data = urlencode(form | {"csrfmiddlewaretoken": token}).encode()
        headers = {"Origin": self.url, "Referer": self._address(path)}
        return self._open(Request(self._address(path), data, headers))

    def _address(self, path):
        return path if path.startswith("http") else self.url + path

    def _open(self, request):
        """(status, text), whatever the status is."""
        try:
            answer = self.opener.open(request, timeout=30)
        except HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.read().decode()

    async def open(self, path):
        """The socket of a page."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)
        headers = {"Cookie": cookies, "Origin": self.url}
        url = self.url.replace("https", "wss") + path
        _, page = await ws_connect(Page, url, ssl_context=self.tls, extra_headers=headers)
        return page


class OpenPage:
    """A page that comes back as htmx does: after a random part of 1 s, then 2 s, 4 s, … 64 s."""

    page = None

    def __init__(self, visitor, path):
        self.visitor, self.path = visitor, path
        self.cursor = CURSOR.search(visitor.get(path)[1])[1]
        self.silences, self.frames, self.is_live = [], [], False

    async def stay(self):
        """Stay open until this is cancelled; note for how long it was away each time."""
        loop, closed_at = asyncio.get_running_loop(), None
        while True:
            self.page = await self._open(is_first=closed_at is None)
            self.page.send(json.dumps({"action": "resume", "cursor": self.cursor}))
            await self.page.wait_for('id="beat"')
            self.is_live = True
            if closed_at:
                self.silences.append(loop.time() - closed_at)
            await self.page.wait_closed(timeout=None)
            closed_at, self.is_live = loop.time(), False
            self._note()
            assert self.page.close_code in RECONNECTS, self.page.close_code

    async def _open(self, is_first):
        for tries in itertools.count():
            if not is_first or tries:
                await asyncio.sleep(random.random() * 2 ** min(tries, 6))
            with contextlib.suppress(WSError, OSError, TimeoutError):
                return await self.visitor.open(f"/ws{self.path}")

    def _note(self):
        """Keep the frames, and the last cursor in them; reading all would delay other pages."""
        self.frames += self.page.texts
        cursors = filter(None, map(CURSOR.search, reversed(self.page.texts)))
        self.cursor = next((found[1] for found in cursors), self.cursor)
        self.page.texts.clear()

    def has(self, text):
        """Whether the text came in a frame."""
        return any(text in frame for frame in [*self.frames, *self.page.texts])

    def shown(self, beginning):
        """The messages that begin with that text, in their order; refuses one that came twice."""
        self._note()
        conversation = Conversation()
        for frame in self.frames:
            conversation.take(frame)
        assert not conversation.doubled
        bodies = [BODY.search(html)[1] for html in conversation.messages.values()]
        return [body for body in bodies if body.startswith(beginning)]
