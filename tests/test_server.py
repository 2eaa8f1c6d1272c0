import asyncio
import socket

from site_config import server


async def test_what_the_server_accepts_sends_small_writes_at_once():
    accepted = asyncio.get_running_loop().create_future()

    class Door(asyncio.Protocol):
        def connection_made(self, transport):
            accepted.set_result(transport.get_extra_info("socket"))

    listening = server._socket("127.0.0.1")
    listening.bind(("127.0.0.1", 0))
    async with await asyncio.get_running_loop().create_server(Door, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname())
        assert (await accepted).getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        writer.close()
