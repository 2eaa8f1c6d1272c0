"""The upper limit: a server in compiled code (picows) that only passes messages on."""

import asyncio
import sys

from picows import WSListener, WSMsgType, ws_create_server

clients = set()


class Chat(WSListener):
    def on_ws_connected(self, transport):
        clients.add(transport)

    def on_ws_disconnected(self, transport):
        clients.discard(transport)

    def on_ws_frame(self, transport, frame):
        if frame.msg_type is WSMsgType.TEXT:
            message = frame.get_payload_as_bytes()
            for client in clients:
                client.send(WSMsgType.TEXT, message)


async def main(port):
    server = await ws_create_server(lambda request: Chat(), "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
