"""A web server on loopback that takes what webhooks send, and answers as a test says."""

import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Request(NamedTuple):
    path: str
    headers: dict
    body: bytes


class Receiver:
    """answers: a function of the number of the request, from 1, to (status, headers, body)."""

    def __init__(self):
        self.requests, self.lock = [], threading.Lock()
        self.released = threading.Event()
        self.answer = lambda n: (204, {}, b"")
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}/hook?key=secret"

    def start(self):
        self.thread.start()

    def stop(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    def answers(self, status=200, body=b"", content_type="text/plain", **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = lambda n: (status, {"Content-Type": content_type} | headers, body)

    def _handler(receiver):  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.lock:
                    receiver.requests.append(Request(self.path, dict(self.headers), body))
                    n = len(receiver.requests)
                self.reply(*receiver.answer(n))

            def reply(self, status, headers, body):
                chunks = [body] if isinstance(body, bytes) else body
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if isinstance(body, bytes):
                    self.send_header("Content-Length", str(len(body)))
                else:
                    self.send_header("Connection", "close")
                    self.close_connection = True
                self.end_headers()
                with suppress(ConnectionError):  # the other side may have read enough
                    for chunk in chunks:
                        self.wfile.write(chunk)
                        self.wfile.flush()

            def log_message(self, *args):
                pass

        return Handler
