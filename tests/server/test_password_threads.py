"""Requests that hash passwords run in two threads of their own."""

import asyncio
import threading

import pytest
from channels.testing import HttpCommunicator
from django.db import connections
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from site_config.server.http import PASSWORD_THREADS, HttpHandler, hashes_password

GUESSES = 16
running, most, lock = 0, 0, threading.Lock()
over = threading.Event()


@csrf_exempt
def guess(request):
    global running, most
    with lock:
        running += 1
        most = max(most, running)
    over.wait(5)
    with lock:
        running -= 1
    return HttpResponse("wrong")


urlpatterns = [
    path("accounts/login/", guess),
    path("page/", lambda request: HttpResponse("a page")),
]


@pytest.fixture
async def ask(settings, transactional_db):
    settings.ROOT_URLCONF = __name__
    handler = HttpHandler()

    async def request(method, address):
        communicator = HttpCommunicator(handler, method, address, headers=[(b"host", b"localhost")])
        return (await communicator.get_response(5))["body"]

    yield request
    over.set()
    for workers in (handler.idle_workers, handler.password_workers):
        while not workers.empty():
            workers.get_nowait().submit(connections.close_all).result()


async def test_guesses_under_way_keep_no_page_waiting(ask):
    over.clear()
    guesses = [asyncio.create_task(ask("POST", "/accounts/login/")) for _ in range(GUESSES)]
    async with asyncio.timeout(4):
        while running < PASSWORD_THREADS:
            await asyncio.sleep(0.01)
    for _ in range(20):
        assert await ask("GET", "/page/") == b"a page"
    assert not any(guess.done() for guess in guesses)
    over.set()
    assert set(await asyncio.gather(*guesses)) == {b"wrong"}
    assert most == PASSWORD_THREADS


@pytest.mark.parametrize(
    ("method", "path", "root_path", "expected"),
    [
        ("POST", "/accounts/login/", "", True),
        ("POST", "/join/token/", "", True),
        ("POST", "/admin/login/", "", True),
        ("POST", "/chat/accounts/login/", "/chat", True),
        ("GET", "/accounts/login/", "", False),
        ("POST", "/rooms/lobby/", "", False),
    ],
)
def test_only_posts_to_the_password_paths_are_told_apart(method, path, root_path, expected):
    scope = {"method": method, "path": path, "root_path": root_path}
    assert hashes_password(scope) is expected
