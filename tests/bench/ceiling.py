"""The raw ceiling: a server in compiled code (picows) that passes on what it gets, no more."""

import asyncio
import sys

from picows import WSListener, WSMsgType, ws_create_server

everyone = set()


class Chat(WSListener):
    def on_ws_connected(self, transport):
        everyone.add(transport)

    def on_ws_disconnected(self, transport):
        everyone.discard(transport)

    def on_ws_frame(self, transport, frame):
        if frame.msg_type is WSMsgType.TEXT:
            message = frame.get_payload_as_bytes()
            for other in everyone:
                other.send(WSMsgType.TEXT, message)


async def main(port):
    server = await ws_create_server(lambda request: Chat(), "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
