import asyncio
import socket

from site_config.server.listening import listen


async def test_accepted_connection_sends_small_writes_without_delay():
    accepted = asyncio.get_running_loop().create_future()

    class Protocol(asyncio.Protocol):
        def connection_made(self, transport):
            accepted.set_result(transport.get_extra_info("socket"))

    listening = listen("127.0.0.1", 0, backlog=1)
    async with await asyncio.get_running_loop().create_server(Protocol, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname())
        assert (await accepted).getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        writer.close()
