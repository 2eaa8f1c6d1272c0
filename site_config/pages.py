"""Django's pages, each made in one visit to a thread that stays, and so does its connection.

Django's own handler starts a thread for every request, visits it three times or more, and
opens the database anew. That costs more than most pages.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import django
from asgiref.sync import sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.urls import set_script_prefix

LANES = 8
"Pages that a process makes at the same time at most."

TURN = 0.006
"""Seconds after which the next page is begun beside one that is not ready yet.

Most are ready by then, unless they wait for a database elsewhere. Threads that make pages side
by side take Python's lock from each other at every row that they read, and all of them together
take up to half as long again.
"""


class Pages(ASGIHandler):
    """An ASGI application of Django's views; middlewares, view and templates run in one thread."""

    def __init__(self):
        django.setup(set_prefix=False)
        super().__init__()
        self.turns = asyncio.Semaphore(1)
        self.lanes = asyncio.LifoQueue()
        for number in range(LANES):
            self.lanes.put_nowait(ThreadPoolExecutor(1, f"pages-{number}"))

    def load_middleware(self, is_async):
        super().load_middleware(is_async=False)

    async def handle(self, scope, receive, send):
        """Answer one request, after those that came before or beside those that take long."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with ExitStack() as turn:
            await self.turns.acquire()
            turn.callback(self.turns.release)
            asyncio.get_running_loop().call_later(TURN, turn.close)
            await self._in_lane(scope, body, send)

    async def _in_lane(self, scope, body, send):
        """The last lane that was used is the first to be used again."""
        lane = await self.lanes.get()
        try:
            await self._answer(in_thread(lane), scope, body, send)
        finally:
            self.lanes.put_nowait(lane)

    async def _answer(self, run, scope, body, send):
        response = await run(self._respond)(scope, body)
        await self.send_response(response, send)
        if response.streaming:
            await run(response.close)()

    def _respond(self, scope, body):
        """The response; unless it streams, it is whole and the connection is free again."""
        with body:
            set_script_prefix(get_script_prefix(scope))
            request_started.send(sender=type(self), scope=scope)
            request, refusal = self.create_request(scope, body)
            response = refusal or self.get_response(request)
            if not response.streaming:
                response.close()
            return response


def in_thread(lane):
    """A decorator for what shall run in that thread, from where async code can be called."""
    return lambda function: sync_to_async(function, thread_sensitive=False, executor=lane)
