"""Django's pages, each made in one visit to a thread that stays, and so does its connection.

Django's own handler starts a thread for every request, visits it three times or more, and
opens the database anew. That costs more than most pages.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import django
from asgiref.sync import sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.urls import set_script_prefix

from site_config.server.request_queue import Turns

LANES = 8
"Pages that a process makes at the same time at most."


class Pages(ASGIHandler):
    """An ASGI application of Django's views; middlewares, view and templates run in one thread."""

    def __init__(self):
        django.setup(set_prefix=False)
        super().__init__()
        self.turns = Turns()
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
        turn = await self.turns.next()
        try:
            await self._in_lane(turn, scope, body, send)
        finally:
            turn.end()

    async def _in_lane(self, turn, scope, body, send):
        """The last lane that was used is the first to be used again."""
        lane = await self.lanes.get()
        try:
            await self._answer(in_thread(lane), turn, scope, body, send)
        finally:
            self.lanes.put_nowait(lane)

    async def _answer(self, run, turn, scope, body, send):
        response = await run(self._respond)(turn, scope, body)
        await self.send_response(response, send)
        if response.streaming:
            await run(response.close)()

    def _respond(self, turn, scope, body):
        """The response; unless it streams, it is whole and the connection is free again."""
        turn.begin()
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
