"""Two sites on one Redis do not disturb each other."""

import pytest

pytestmark = pytest.mark.stack


async def test_two_sites_on_one_redis_do_not_hear_each_other(start_stack):
    one, other = start_stack(1), start_stack(1)
    ana, stranger = await one.open("ana"), await other.open("ana")
    for n in range(5):
        stranger.post(f"Elsewhere {n}")
    await stranger.until("Elsewhere 4")
    ana.post("Hello")
    await ana.until("Hello", timeout=2)
    assert not any("Elsewhere" in frame for frame in ana.frames)
    names = [name.decode() for name in one.redis.client().pubsub_channels()]
    assert len({name[:19] for name in names if name.startswith("hearth-")}) == 2


async def test_limit_of_one_site_is_not_used_up_by_the_other(start_stack):
    one, other = start_stack(1), start_stack(1)
    ana, stranger = await one.open("ana"), await other.open("ana")
    for n in range(61):
        stranger.post(f"Elsewhere {n}")
    await stranger.until("You can go on in")
    ana.post("Hello")
    await ana.until("Hello")
    assert len(one.stored()) == 1
