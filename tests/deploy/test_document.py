"""docs/deploy.md, followed literally on a machine of its own (the rule is in moved.py)."""

import asyncio
import json
import logging
import os
import re
import threading
import uuid
from statistics import median, quantiles

import pytest

from tests.deploy.machine import program
from tests.deploy.moved import NAME, REPOSITORY
from tests.deploy.operator_shell import Operator, copy_source
from tests.deploy.units import Unit
from tests.deploy.visitor import OpenPage, Visitor

pytestmark = pytest.mark.stack

DOCUMENT = (REPOSITORY / "docs/deploy.md").read_text()
FOLDERS = "/etc/systemd/system", "/run", "/usr/local/bin", "/var/lib/hearth", "/var/www/html"
"Folders of a bare Debian, and the user's home."
BLOCK = re.compile(r"^## (?P<title>[^\n]*)|```sh\n(?P<commands>.*?)```", re.M | re.S)
LATER = "Restart without an interruption", "Upgrade"
"Sections whose commands are typed on a site that runs."
ACCOUNT = {"username": "ana", "display_name": "Ana Ruiz", "password": "rosemary and thyme"}
PAGES = int(os.environ.get("PAGES", 40))
"How many are open in a rolling restart; `PAGES=200 pytest -s` prints what is measured."
logging.getLogger("picows").setLevel(logging.WARNING)


def sections():
    """{title: commands} of the document, in its order."""
    found, title = {}, "Name"
    for match in BLOCK.finditer(DOCUMENT):
        title = match["title"] or title
        if match["commands"]:
            found[title] = found.get(title, "") + match["commands"]
    return found


@pytest.fixture(scope="module")
def operator(machine):
    """The machine after the document was followed, up to the first account."""
    program("curl")
    for folder in FOLDERS:
        machine.path(folder).mkdir(parents=True)
    copy_source(machine)
    machine.start_postgres()
    machine.start_redis()
    machine.install_nginx()
    machine.start_nginx()
    operator = Operator(machine)
    try:
        first = [text for title, text in sections().items() if title not in LATER]
        operator.printed = typed(operator, "".join(first))
        yield operator
    finally:
        for pid_file in machine.path("/run").glob("hearth@*.pid"):
            Unit(machine.root, pid_file.stem).stop()


def typed(operator, commands):
    result = operator.type(commands)
    assert result.returncode == 0, result.stdout + result.stderr + logs(operator.machine)
    return result.stdout


def logs(machine):
    return "\n".join(path.read_text()[-3000:] for path in machine.path("/var/log").glob("*.log"))


@pytest.fixture(scope="module")
def ana(operator):
    """She opened the link that the document ends with, and is signed in."""
    machine = operator.machine
    link = re.search(rf"{machine.url}/setup/\S+/", operator.printed)[0]
    certificate = machine.path("/etc/letsencrypt/live/localhost/fullchain.pem")
    visitor = Visitor(machine.url, certificate)
    account = ACCOUNT | {"again": ACCOUNT["password"], "room": "Lobby"}
    status, text = visitor.post(link, **account)
    assert (status, "Lobby" in text) == (200, True), text
    return visitor


def test_document_has_the_sections_and_ports_that_are_followed():
    text = "".join(sections().values())
    assert set(LATER) < set(sections())
    assert set(re.findall(r"\b80\d\d\b", text)) == {"8001", "8002"}
    assert f"NAME={NAME}\n" in text


def test_processes_are_up_after_it(operator):
    assert operator.printed.count("up\n") == 2


def test_the_account_signs_in_with_its_password(ana):
    other = Visitor(ana.url, ana.certificate)
    status, text = other.post("/accounts/login/", username="ana", password=ACCOUNT["password"])
    assert (status, "Lobby" in text) == (200, True)


def test_styles_are_served_under_the_name_of_their_content(ana):
    path = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', ana.get("/")[1])[1]
    assert ana.get(path)[0] == 200


async def test_a_message_of_one_process_reaches_the_other(ana, operator):
    first, second = await ana.open("/ws/rooms/lobby/"), await ana.open("/ws/rooms/lobby/")
    for page in (first, second):
        await page.wait_for('id="beat"')
    count = "print('on', Connection.objects.values('process').distinct().count(), 'processes')"
    printed = typed(operator, f'cd /opt/hearth; hearth shell -v0 -c "{count}"')
    assert "on 2 processes" in printed
    post = {"action": "post", "body": "Across the street", "key": str(uuid.uuid4())}
    first.send(json.dumps(post))
    await second.wait_for("Across the street", timeout=1.5)  # a lost hint would take two seconds
    await first.disconnect()
    await second.disconnect()


def test_checks_of_the_parts_pass(operator):
    assert "Everything works." in typed(operator, "hearth check_channels")


@pytest.mark.parametrize("section", LATER)
async def test_all_pages_come_back_after_a_rolling_restart(ana, operator, section):
    """No request fails, and no page misses a message; -s prints how long pages were silent."""
    pages = [OpenPage(ana, "/rooms/lobby/") for _ in range(PAGES)]
    living = [asyncio.create_task(page.stay()) for page in pages]
    await until(lambda: all(page.is_live for page in pages))
    stop = threading.Event()
    posting = asyncio.create_task(asyncio.to_thread(post_until, stop, ana, section))
    printed = await asyncio.to_thread(typed, operator, "cd /opt/hearth\n" + sections()[section])
    assert printed.count("up\n") == 2
    stop.set()
    posted = await posting
    await until(lambda: all(page.is_live for page in pages))
    await until(lambda: all(page.has(posted[-1]) for page in pages))
    assert all(page.shown(section) == posted for page in pages)
    for task in living:
        task.cancel()
    await asyncio.gather(*living, return_exceptions=True)
    await asyncio.gather(*(page.page.disconnect() for page in pages))
    silences = [silence for page in pages for silence in page.silences]
    p95 = quantiles(silences, n=20)[-1]
    print(f"{len(posted)} posts, {len(silences)} silences: median {median(silences):.2f} s,")
    print(f"p95 {p95:.2f} s, longest {max(silences):.2f} s")
    assert len(silences) >= PAGES


def post_until(stop, visitor, text):
    """Post without a pause for more than a moment; return what was posted."""
    posted = []
    while not stop.wait(0.2):
        posted.append(f"{text} {len(posted)}")
        status, page = visitor.post("/rooms/lobby/", body=posted[-1], key=str(uuid.uuid4()))
        assert status == 200, page
    return posted


async def until(is_true, timeout=30):
    async with asyncio.timeout(timeout):
        while not is_true():
            await asyncio.sleep(0.05)
