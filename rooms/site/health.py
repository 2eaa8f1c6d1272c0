"""/up: whether this process can serve, for load balancers. /alive: whether it runs at all."""

import asyncio
import logging

from asgiref.sync import async_to_sync
from django.db import connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rooms.live.database import in_database
from rooms.live.hub import Hub

logger = logging.getLogger(__name__)

TIMEOUT = 2
TICK = 0.01


def health_check(get_response):
    """A middleware that answers /up and /alive before host names and sessions matter.

    Load balancers ask by address. 200 when the database and the channel layer answer within two
    seconds and all background loops run; else 503, the body names what is down, the log says why.
    /alive asks neither: a process that answers it need not be restarted.
    """
    answers = {"/up": up, "/alive": alive}

    def middleware(request):
        return answers.get(request.path, get_response)(request)

    return middleware


@never_cache
@require_safe
def up(request):
    down = async_to_sync(_what_is_down)()
    body, status = (f"down: {', '.join(down)}\n", 503) if down else ("up\n", 200)
    return HttpResponse(body, status=status, content_type="text/plain")


@never_cache
@require_safe
def alive(request):
    return HttpResponse("alive\n", content_type="text/plain")


async def _what_is_down():
    checks = _check("database", _ask_database()), _check("channel layer", _ask_layer())
    loops = sorted(Hub.running().supervisor.down)
    return [part for part in await asyncio.gather(*checks) if part] + loops


async def _check(part, answer):
    """None, or the name of the part if it fails or takes too long."""
    try:
        async with asyncio.timeout(TIMEOUT):
            await answer
    except Exception as error:
        reason = f"no answer in {TIMEOUT} s" if isinstance(error, TimeoutError) else error
        logger.error("Not up: the %s: %s: %s", part, type(error).__name__, reason)
        return part


async def _ask_database():
    """On the connection that the live pages use, which stays open."""
    await in_database(_select_one)


def _select_one():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


async def _ask_layer():
    """Probe the channel on which this process receives its hints."""
    probe = Hub.running().layer_probe
    while not probe.channel:
        await asyncio.sleep(TICK)
    await probe.send()
    while probe.milliseconds is None:
        await asyncio.sleep(TICK)
