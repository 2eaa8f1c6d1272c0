"""The socket of programs: topics as JSON, and calls that are answered."""

import pytest

from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


async def test_program_follows_a_room_and_posts(connect, lobby, ana, ben, say):
    program = await connect(ana)
    followed = await program.result("subscribe", topic="room.lobby")
    assert followed == {"topic": f"room.{lobby.pk}", "seq": 0}
    await later(say, lobby, ben, "Hi")
    posted = await program.result("post", topic=followed["topic"], body="Hello")
    assert posted["author"]["username"] == "ana"
    assert await program.changes(2) == [("posted", "Hi"), ("posted", "Hello")]
    assert program.frames[-1]["seq"] == 2
    assert program.frames[-1]["changes"][-1]["message"] == posted
