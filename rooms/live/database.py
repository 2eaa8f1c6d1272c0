"""The live core's way to the database: one thread, one connection that stays open.

Channels' own helper closes the connection after each call, which on SQLite costs more
than most queries.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from django.db import Error, connections

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live-database")


async def in_database(function, *args):
    """Run the sync `function` where it may query; return or raise what it does."""
    return await asyncio.get_running_loop().run_in_executor(_thread, _run, function, args)


def _run(function, args):
    try:
        return function(*args)
    except Error:
        connections.close_all()  # it may be broken; the next call opens a new one
        raise


def close():
    """Give the connection back, before a test database is removed or at a shutdown."""
    _thread.submit(connections.close_all).result()
