"""/up: whether this process can serve, for load balancers. /alive: whether it runs at all."""

import asyncio
import logging
from tempfile import TemporaryFile

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rooms.live.database import in_database, in_probe_thread
from rooms.live.hub import Hub
from rooms.models import Site

logger = logging.getLogger(__name__)

TIMEOUT = 2
TICK = 0.01
SPACE = 64 * 1024
"Bytes that the disk of DATA_DIR has to have left."


def health_check(get_response):
    """A middleware that answers /up and /alive before host names and sessions matter.

    Load balancers ask by address. 200 when within two seconds the database could be read and
    written to, the channel layer answered, and all background loops run; else 503, the body names
    what is down, the log says why.
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
    """Read on the connection that the live pages use, and write on one that may wait for a lock.

    Both stay open.
    """
    await in_database(_select_one)
    await Hub.running().batcher(_write, in_probe_thread)(None)


def _select_one():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _write(calls):
    """One write for all who ask at the same time.

    On a full disk a small one may still fit into what SQLite has allocated, and a message not.
    """
    Site.objects.filter(pk=1).update(epoch=F("epoch"))
    with TemporaryFile(dir=settings.DATA_DIR) as file:
        file.write(bytes(SPACE))
    return [None] * len(calls)


async def _ask_layer():
    """Probe the channel on which this process receives its hints."""
    probe = Hub.running().layer_probe
    while not probe.channel:
        await asyncio.sleep(TICK)
    await probe.send()
    while probe.milliseconds is None:
        await asyncio.sleep(TICK)
