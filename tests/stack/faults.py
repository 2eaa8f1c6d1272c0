"""What happens to a stack in the middle of the posts: coroutine functions, by name."""

import asyncio
import signal
from contextlib import ExitStack


async def kill_one(stack, pause=2):
    """kill -9 of one of the processes, which starts again."""
    await asyncio.sleep(1)
    stack.sites[0].kill()
    await asyncio.sleep(pause)
    await asyncio.to_thread(stack.sites[0].start)


async def kill_all(stack, pause=1):
    """kill -9 of all processes, as a power cut would."""
    await asyncio.sleep(1)
    for site in stack.sites:
        site.kill()
    await asyncio.sleep(pause)
    for site in stack.sites:
        site.launch()
    for site in stack.sites:
        await asyncio.to_thread(site.wait_until_up)


async def pause_one(stack, pause=4):
    """One process stands still: its pages are silent, the others' are not."""
    await asyncio.sleep(1)
    stack.sites[0].process.send_signal(signal.SIGSTOP)
    await asyncio.sleep(pause)
    stack.sites[0].process.send_signal(signal.SIGCONT)


async def rolling_restart(stack, pause=0.5):
    """Each process in turn is told to stop, and started again."""
    await asyncio.sleep(1)
    for site in stack.sites:
        await asyncio.to_thread(site.stop)
        await asyncio.to_thread(site.start)
        await asyncio.sleep(pause)


async def kill_redis(stack, pause=2):
    """Redis is gone for a while, with all that it held."""
    await asyncio.sleep(1)
    stack.redis.kill()
    await asyncio.sleep(pause)
    await asyncio.to_thread(stack.redis.start)


async def flush_redis(stack, pause=0.2):
    """Redis forgets everything, several times."""
    for _ in range(5):
        await asyncio.sleep(pause)
        stack.redis.client().flushall()


async def pause_redis(stack, pause=4):
    """Redis keeps its connections and answers nothing."""
    await asyncio.sleep(1)
    stack.redis.signal(signal.SIGSTOP)
    await asyncio.sleep(pause)
    stack.redis.signal(signal.SIGCONT)


async def cut_pubsub(stack, pause=0.5):
    """The connections on which processes receive their hints are killed, again and again."""
    for _ in range(5):
        await asyncio.sleep(pause)
        stack.redis.client().execute_command("CLIENT", "KILL", "TYPE", "pubsub")


async def restart_postgres(stack, pause=1):
    """PostgreSQL ends all connections, is away for a moment, and comes back."""
    await asyncio.sleep(1)
    stack.postgres.signal(signal.SIGINT)
    await asyncio.to_thread(stack.postgres.process.wait)
    await asyncio.sleep(pause)
    await asyncio.to_thread(stack.postgres.start)


async def crash_postgres(stack, pause=1):
    """PostgreSQL stops at once, without a shutdown, and recovers."""
    await asyncio.sleep(1)
    stack.postgres.signal(signal.SIGQUIT)
    await asyncio.to_thread(stack.postgres.process.wait)
    await asyncio.sleep(pause)
    await asyncio.to_thread(stack.postgres.start)


async def exhaust_postgres(stack, pause=3):
    """Others take all connections of PostgreSQL, those of the processes too."""
    await asyncio.sleep(1)
    with ExitStack() as taken:
        await asyncio.to_thread(taken.enter_context, stack.postgres.exhausted())
        await asyncio.sleep(pause)


async def restore_backup(stack, pause=3):
    """An older back-up takes the place of the database, under the running processes.

    Returns the texts that were posted since.
    """
    await asyncio.sleep(1)
    backup, kept = stack.folder / "backup", _accepted(stack)
    await asyncio.to_thread(stack.postgres.dump, stack.database, backup)
    await asyncio.sleep(pause)
    doubled = {reader: reader.doubled for reader in stack.readers}
    await asyncio.to_thread(stack.postgres.restore, stack.database, backup)
    await asyncio.sleep(2)
    for reader in stack.readers:
        # An id is given again; a page may show the old one until it comes back, at most a second.
        reader.doubled = doubled[reader]
    return _accepted(stack) - kept


def _accepted(stack):
    return {each.posted[key] for each in stack.readers for key in each.accepted}


async def share_redis(stack, pause=4):
    """Another site on the same Redis is busy, in rooms and with people of the same ids."""
    neighbour = stack.neighbour()
    await asyncio.to_thread(neighbour.start)
    try:
        pages = [await neighbour.open(person) for person in ("ana", "ben", "sam", "zoe")]
        for n in range(20 * pause):
            pages[n % 4].post(f"Elsewhere {n}")
            await asyncio.sleep(1 / 20)
    finally:
        await neighbour.close_pages()
        await asyncio.to_thread(neighbour.stop)


BEHIND_NGINX = {"kill_one", "kill_all", "pause_one", "rolling_restart"}
"Those in which nginx decides where a page comes back."

FAULTS = {
    fault.__name__: fault
    for fault in (
        *(kill_one, kill_all, pause_one, rolling_restart),
        *(kill_redis, flush_redis, pause_redis, cut_pubsub),
        *(restart_postgres, crash_postgres, exhaust_postgres, restore_backup),
        *(share_redis,),
    )
}
