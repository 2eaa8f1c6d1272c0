"""A stand-in for the site's processes, which answers with what reached it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers of the request, and the status that was set for its path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status = self.server.statuses.get(self.path, 200)
        headers = [(name.lower(), value) for name, value in self.headers.items()]
        body = json.dumps({"port": self.server.server_port, "headers": headers}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *args):
        """Be silent."""


class EchoProcess:
    """A server thread; `statuses` says what it answers at which path instead of 200."""

    def __init__(self, port):
        self.port, self.server = port, None
        self.statuses = {}

    def start(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Echo)
        self.server.statuses = self.statuses
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    def stop(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
        self.server = None
