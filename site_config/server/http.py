"""Runs Django's views: one visit to a long-lived thread answers a request.

Django's own ASGI handler starts a thread for each request, enters it three times or more and
opens a new database connection. That costs more than rendering most pages.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.urls import set_script_prefix

from rooms.live.late_answer import LATE_ANSWER, LateAnswer

WORKER_THREADS = 4
"""The most requests that one process handles at the same time.

More contend for Python's global lock: `make bench ARGS=pages_per_second` gave 158 pages a second
with 3 of them, and 147 with 8.
"""
PASSWORD_THREADS = FORM_THREADS = 2
"""And the most that hash a password or store a form, in threads of their own: neither guessing nor
a database that takes nothing delays a page."""

READS = ("GET", "HEAD")


class HttpHandler(ASGIHandler):
    """The ASGI application for HTTP. Middleware, view and templates run in one worker thread.

    The threads are kept, and so are their database connections.
    """

    def __init__(self):
        django.setup(set_prefix=False)
        super().__init__()
        self.idle_workers = _workers("http", WORKER_THREADS)
        self.password_workers = _workers("password", PASSWORD_THREADS)
        self.form_workers = _workers("form", FORM_THREADS)

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def handle(self, scope: dict, receive: Callable, send: Callable) -> None:
        """Answer one request as soon as a worker is idle."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        scope["extensions"] = scope.get("extensions", {}) | {LATE_ANSWER: {}}
        workers = self._workers_for(scope)
        worker = await workers.get()
        try:
            response = await self._answer(run_in(worker), scope, body, send)
        finally:
            workers.put_nowait(worker)
        if isinstance(response, LateAnswer):
            await response.complete()
            await self.send_response(response, send)

    def _workers_for(self, scope):
        if hashes_password(scope):
            return self.password_workers
        return self.idle_workers if scope["method"] in READS else self.form_workers

    async def _answer(self, run, scope, body, send):
        response = await run(self._respond)(scope, body)
        if not isinstance(response, LateAnswer):
            await self.send_response(response, send)
        if response.streaming:
            await run(response.close)()
        return response

    def _respond(self, scope, body):
        """Make the response. One that does not stream is complete and closed."""
        with body:
            set_script_prefix(get_script_prefix(scope))
            request_started.send(sender=type(self), scope=scope)
            request, error_response = self.create_request(scope, body)
            response = error_response or self.get_response(request)
            if not response.streaming:
                response.close()
            return response


def hashes_password(scope: dict) -> bool:
    """Whether the request's view hashes a password: a POST to one of PASSWORD_PATHS."""
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    return scope["method"] == "POST" and path.startswith(settings.PASSWORD_PATHS)


def _workers(name, count):
    workers = asyncio.LifoQueue()  # reuses the thread that was used last
    for number in range(count):
        workers.put_nowait(ThreadPoolExecutor(1, f"{name}-{number}"))
    return workers


def run_in(worker: ThreadPoolExecutor) -> Callable:
    """A decorator that makes a function awaitable and runs it in the worker's thread."""
    return lambda function: sync_to_async(function, thread_sensitive=False, executor=worker)
