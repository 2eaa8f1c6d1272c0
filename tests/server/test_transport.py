import asyncio

import pytest

from site_config.server import transport


async def test_connection_that_sends_nothing_is_closed(monkeypatch):
    monkeypatch.setattr(transport, "FIRST_DATA_TIMEOUT", 0.05)
    connected = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: transport.Transport(None, connected), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with pytest.raises(ConnectionResetError):
        await asyncio.wait_for(reader.read(), 3)
    assert not connected
    writer.close()
    server.close()
