import pytest

from rooms.models import Token
from rooms.models.token import EVERY_SCOPE
from tests.api.program_socket import ProgramSocket, bearer
from tests.live_page import later


@pytest.fixture
async def connect():
    """Open a program's socket: await connect(user), or with `scopes`, or as ProgramSocket is."""
    opened = []

    async def open_it(user=None, scopes=EVERY_SCOPE, **options):
        if user:
            issued = await later(Token.objects.issue, user, "Test", scopes)
            options["headers"] = bearer(issued.secret)
        socket = ProgramSocket(**options)
        opened.append(socket)
        await socket.open()
        return socket

    yield open_it
    for socket in opened:
        if not socket.socket.future.done():
            await socket.close()
