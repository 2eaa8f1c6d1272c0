"""The live core's access to the database: one thread, one connection that stays open.

Channels' own helper closes the connection after each call, which costs more on SQLite than
most queries.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import Error, connections

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live-database")


async def in_database(function: Callable, *args) -> Any:
    """Run the sync `function` in the database thread; return or raise what it does."""
    return await asyncio.get_running_loop().run_in_executor(_thread, _run, function, args)


def _run(function, args):
    try:
        return function(*args)
    except Error:
        connections.close_all()  # it may be broken; the next call opens a new one
        raise


def close() -> None:
    """Close the connection, before a test database is removed or at shutdown."""
    _thread.submit(connections.close_all).result()
