"""Firefox as it is packaged, driven over WebDriver BiDi; Playwright knows only a patched one.

The protocol: https://w3c.github.io/webdriver-bidi/
"""

import json
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from websockets.sync.client import connect

from e2e.server import PASSWORD

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
START_TIMEOUT, TIMEOUT = 60, 30
ENTER = "\ue007"
PREFERENCES = {
    "app.update.disabledForTesting": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


@contextmanager
def running_firefox(folder: Path):
    """A headless Firefox with a profile of its own in the folder."""
    profile = folder / "profile"
    profile.mkdir(parents=True)
    lines = [f'user_pref("{name}", {json.dumps(v)});' for name, v in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines))
    log = folder / "firefox.log"
    command = [FIREFOX, "--headless", "--no-remote", "--remote-debugging-port=0"]
    with log.open("w") as file:
        process = subprocess.Popen([*command, "--profile", profile], stdout=file, stderr=file)
    try:
        with connect(f"{_address(log)}/session", max_size=None) as socket:
            firefox = Firefox(socket)
            firefox.send("session.new", capabilities={})
            yield firefox
    finally:
        process.terminate()
        process.wait(30)


def _address(log):
    for _ in range(START_TIMEOUT * 10):
        if found := LISTENING.search(log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise TimeoutError(f"Firefox did not start: {log.read_text()}")


class Firefox:
    """Talks with a Firefox through this socket."""

    def __init__(self, socket):
        self.socket, self.number = socket, 0

    def send(self, method: str, **params):
        """What the browser answers. Raises RuntimeError with its words if it refuses."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while (answer := json.loads(self.socket.recv(TIMEOUT))).get("id") != self.number:
            pass  # an event
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]

    def new_page(self, url):
        page = FirefoxPage(self, self.send("browsingContext.create", type="tab")["context"])
        page.goto(url)
        return page


class FirefoxPage:
    """One tab: a few of the things that a person does and sees."""

    def __init__(self, firefox, context):
        self.firefox, self.context = firefox, context

    def goto(self, url):
        self._send("browsingContext.navigate", url=url, wait="complete")

    def reload(self):
        self._send("browsingContext.reload", wait="complete")

    def go_back(self):
        self._send("browsingContext.traverseHistory", delta=-1)

    def close(self):
        self._send("browsingContext.close")

    def sign_in(self, person):
        self.click("[name=username]")
        self.type(person)
        self.click("[name=password]")
        self.type(f"{PASSWORD}\n")

    def type(self, text, delay=0):
        """Press the key of each letter; `delay` milliseconds lie between two of them."""
        keys = []
        for letter in text.replace("\n", ENTER):
            keys += [{"type": kind, "value": letter} for kind in ("keyDown", "keyUp")]
            keys.append({"type": "pause", "duration": delay})
        self._act({"type": "key", "id": "keyboard", "actions": keys})

    def click(self, selector, times=1):
        x, y = self.evaluate(
            f"(r => [r.x + r.width / 2, r.y + r.height / 2])"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        press = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        move = {"type": "pointerMove", "x": round(x), "y": round(y)}
        self._act({"type": "pointer", "id": "mouse", "actions": [move, *press * times]})

    def count(self, selector):
        return self.evaluate(f"document.querySelectorAll({json.dumps(selector)}).length")

    def texts(self, selector):
        found = f"[...document.querySelectorAll({json.dumps(selector)})]"
        return self.evaluate(f"{found}.map(each => each.innerText)")

    def evaluate(self, expression):
        """The value of the JavaScript expression."""
        answer = self._send(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self.context},
            awaitPromise=False,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def wait_until(self, ask, wanted, timeout=TIMEOUT):
        """Until `ask()`, a look at the page, is what is wanted."""
        deadline = time.monotonic() + timeout
        while (seen := ask()) != wanted:
            assert time.monotonic() < deadline, f"still {seen!r}, wanted {wanted!r}"
            time.sleep(0.05)

    def _act(self, source):
        self._send("input.performActions", actions=[source])

    def _send(self, method, **params):
        if method == "script.evaluate":
            return self.firefox.send(method, **params)
        return self.firefox.send(method, context=self.context, **params)
