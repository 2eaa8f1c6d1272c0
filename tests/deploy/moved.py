"""Files and commands of an operator, moved to a temporary folder and to free ports.

The rule, by which a document is followed: absolute paths go below the folder `root`; the ports of
the processes, of Redis and of nginx are replaced, IPv6 listeners dropped; the site's name is
localhost; and the programs in stand_ins.py are run instead of those that change the machine.
"""

import re
from pathlib import Path
from urllib.parse import quote

from e2e.server import free_port

REPOSITORY = Path(__file__).resolve().parent.parent.parent
DEPLOY = REPOSITORY / "deploy"
NAME = "chat.example.org"
PATHS = re.compile(r"(?<![\w./}-])/(?=(etc|opt/hearth|usr/local/bin|usr/share/nginx|var|run)\b)")
PORTS = "8001", "8002", "6379", "80", "443"


class Moved:
    """Where everything is: `root`, and a free port for each of PORTS."""

    def __init__(self, root):
        self.root = Path(root)
        self.ports = {port: str(free_port()) for port in PORTS}
        self.url = f"https://localhost:{self.ports['443']}"

    def port(self, usual):
        return int(self.ports[str(usual)])

    def path(self, path):
        return self.root / path.lstrip("/")

    def text(self, text):
        """The same text with the paths and ports of this machine."""
        text = text.replace("%2Fvar%2Frun%2Fpostgresql", quote(self._socket_folder(), safe=""))
        text = PATHS.sub(f"{self.root}/", text)
        text = text.replace(f"NAME={NAME}", "NAME=localhost")
        text = text.replace(f"https://{NAME}", f"https://{NAME}:{self.ports['443']}")
        text = re.sub(r"^\s*listen \[::\].*\n", "", text, flags=re.M)
        text = re.sub(r"\blisten (80|443)\b", self._listen, text)
        return re.sub(r"\b(8001|8002|6379)\b", lambda match: self.ports[match[1]], text)

    def _socket_folder(self):
        return str(self.path("/var/run/postgresql"))

    def _listen(self, match):
        return f"listen 127.0.0.1:{self.ports[match[1]]}"

    def write(self, path, text):
        """Write a moved text below the root."""
        file = self.path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.text(text))
        return file
