"""The network between the browser and the site: slow, cut, silent, or losing what is on its way."""

import asyncio
import contextlib
import threading

from e2e.server import free_port


class Network:
    """A TCP proxy in front of a site, in a thread of its own. `url` leads through it.

    delay: seconds that everything takes in each direction; delay_back: those on the way back.
    """

    def __init__(self, port: int):
        self.to, self.port = port, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.delay, self.delay_back, self.is_cut = 0.0, 0.0, False
        self.pipes = set()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def start(self):
        self.thread.start()
        self._run(self._start())

    def stop(self):
        self.cut()
        self._run(self._stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def cut(self):
        """Reset all connections, and refuse new ones."""
        self.is_cut = True
        self.loop.call_soon_threadsafe(self._reset)

    def stall(self):
        """Let nothing through, in silence."""
        self.loop.call_soon_threadsafe(self.flows.clear)

    def lose(self):
        """Throw away what is on its way, and reset the connections."""
        self.cut()
        self.loop.call_soon_threadsafe(self.flows.set)

    def heal(self):
        self.is_cut = False
        self.loop.call_soon_threadsafe(self.flows.set)

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    async def _start(self):
        self.flows = asyncio.Event()
        self.flows.set()
        self.server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)

    async def _stop(self):
        self.server.close()
        self.flows.set()
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others, timeout=5)

    def _reset(self):
        for writer in list(self.pipes):
            writer.transport.abort()

    async def _connect(self, reader, writer):
        if self.is_cut:
            return writer.transport.abort()
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            return writer.transport.abort()
        self.pipes |= {writer, back}
        try:
            await asyncio.gather(
                self._pump(reader, back, lambda: self.delay),
                self._pump(there, writer, lambda: self.delay + self.delay_back),
            )
        finally:
            self.pipes -= {writer, back}

    async def _pump(self, reader, writer, delay):
        late = asyncio.Queue()
        writing = asyncio.create_task(self._write(late, writer))
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                late.put_nowait((self.loop.time() + delay(), data))
        late.put_nowait((self.loop.time() + delay(), b""))
        await writing

    async def _write(self, late, writer):
        while True:
            due, data = await late.get()
            await asyncio.sleep(max(0, due - self.loop.time()))
            await self.flows.wait()
            if not data or writer.transport.is_closing():
                return writer.close()
            writer.write(data)
