import asyncio
import logging

from django.db import connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rooms.live.database import in_database
from rooms.live.hub import Hub

logger = logging.getLogger(__name__)

PATIENCE = 2
TICK = 0.01


@never_cache
@require_safe
async def up(request):
    """200 when the database and the channel layer answer within two seconds.

    Else 503; the body names the part that is down, the log says why.
    """
    answers = [_answers("database", _ask_database()), _answers("channel layer", _ask_layer())]
    down = [part for part in await asyncio.gather(*answers) if part]
    body, status = (f"down: {', '.join(down)}\n", 503) if down else ("up\n", 200)
    return HttpResponse(body, status=status, content_type="text/plain")


async def _answers(part, asking):
    """None, or the name of the part if it fails or takes too long."""
    try:
        async with asyncio.timeout(PATIENCE):
            await asking
    except Exception as error:
        why = f"no answer in {PATIENCE} s" if isinstance(error, TimeoutError) else error
        logger.error("Not up: the %s: %s: %s", part, type(error).__name__, why)
        return part


async def _ask_database():
    """Over the connection that the live pages use: it stays open."""
    await in_database(_select_one)


def _select_one():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


async def _ask_layer():
    """Hear what this process says to itself, by the channel on which it hears everything."""
    echo = Hub.running().echo
    while not echo.channel:
        await asyncio.sleep(TICK)
    await echo.ask()
    while echo.milliseconds is None:
        await asyncio.sleep(TICK)
