"""What people write is no instruction to htmx: no page obeys it, live or when it is opened."""

from itertools import product

import pytest
from playwright.sync_api import expect

from e2e.browser import composer, expect_live, message, post

PATH = "/attacked/"
INSTRUCTIONS = [
    *(f'{verb}="{PATH}" hx-trigger="load"' for verb in ("hx-get", "hx-post", "hx-delete")),
    *(f'{verb}="{PATH}" hx-trigger="every 1s"' for verb in ("data-hx-get", "data-hx-put")),
    f'hx-get="{PATH}" hx-trigger="revealed, intersect, mouseover from:body"',
    f'hx-swap-oob="innerHTML:#messages" id="messages" hx-get="{PATH}"',
    f'hx-swap-oob="true" id="composer" title="{PATH}"',
    f'hx-boost="true" href="{PATH}"',
    f'hx-push-url="{PATH}"',
    f'hx-ext="ws" ws-connect="{PATH}"',
    f'ws-send hx-trigger="load" hx-vals=\'{{"action": "delete", "x": "{PATH}"}}\'',
    'hx-vals="js:{x: window.attacked = 1}" hx-trigger="load" hx-get="/people/"',
    'hx-headers="js:{x: window.attacked = 1}" hx-trigger="load" hx-get="/people/"',
    'hx-trigger="load[window.attacked = 1]" hx-get="/people/"',
    'hx-on::load="window.attacked = 1"',
    'hx-on:htmx:after-process-node="window.attacked = 1"',
    'data-hx-on-click="window.attacked = 1" autofocus',
    'onmouseover="window.attacked = 1" autofocus onfocus="window.attacked = 1" tabindex="0"',
]
PLACES = [
    "<i {}>x</i>",
    "<input {}>",
    '" {} x="',
    "' {} x='",
    "</textarea></form><form {}>",
    "</li></ol><div {}>",
    "**bold** <b {}>",
    "`<i {}>`",
    "```html\n<i {}>\n```",
    "[link](https://example.org/ '{}')",
    '[link](https://example.org/"{})',
    "https://example.org/?{}",
    "@ana<i {}>",
    "> <i {}>",
]
TEXTS = [place.format(text) for place, text in product(PLACES, INSTRUCTIONS)]
WRITE = f"""
import uuid
from django.db import transaction
from rooms.models import Announcement
texts = {TEXTS}
lobby, ana = Room.objects.get(slug="lobby"), User.objects.get(username="ana")
ben = User.objects.get(username="ben")
with transaction.atomic():
    for n, text in enumerate(texts):
        Message.objects.post(lobby, ana, text, uuid.uuid4())
        if n % 9 == 0:
            room = Room.objects.start(text[:60], ana, purpose=text)
            Counter.objects.start(text[:60])
            Notification.objects.create(user=ben, kind="deploy", text=text, url="/")
        if n % 50 == 0:
            Announcement.objects.announce(None, text)
    lobby.rename("Lobby", purpose=texts[0])
    User.objects.filter(pk=ana.pk).update(display_name=texts[5][:60])
    Message.objects.post(lobby, ana, "The last of them", uuid.uuid4())
"""
OBEYED = """() => [...document.querySelectorAll("*")].flatMap(element => [...element.attributes]
    .filter(({name, value}) => /^(data-)?(hx-|ws-)|^on/.test(name) && value.includes("attacked"))
    .map(({name, value}) => `${element.tagName} ${name}=${value}`))"""
PAGES = [
    *("/rooms/lobby/", "/rooms/", "/people/", "/counters/", "/notifications/"),
    *("/search/?q=attacked", "/dashboard/rooms/", "/dashboard/announcements/"),
    *("/dashboard/people/", "/dashboard/audit/", "/rooms/new/", "/rooms/direct/"),
]


@pytest.fixture
def site(prepared_site, tmp_path):
    """Its rooms, counters and announcements are of no use to other tests."""
    with prepared_site.running_copy(tmp_path / "data") as site:
        yield site


def watched(page):
    """The page; its requests to where the texts lead, and dialogs, are collected in `asked`."""
    page.asked = []
    page.on("request", lambda request: PATH in request.url and page.asked.append(request.url))
    page.on("dialog", lambda dialog: (page.asked.append("dialog"), dialog.dismiss()))
    return page


def obeys_nothing(page):
    assert page.evaluate(OBEYED) == []
    assert page.evaluate("window.attacked") is None
    assert page.asked == []
    return True


def test_no_page_obeys_what_people_write(visit, site):
    ben, sam = watched(visit("ben")), watched(visit("sam", "/dashboard/"))
    site.shell(WRITE)
    expect(message(ben, "The last of them")).to_have_count(1, timeout=30_000)
    assert obeys_nothing(ben)
    assert obeys_nothing(sam)
    for path in PAGES:
        sam.goto(path)
        expect_live(sam)
        assert obeys_nothing(sam), path


def test_no_page_obeys_what_is_typed(visit):
    ana, ben = watched(visit("ana")), watched(visit("ben"))
    for text in TEXTS[:: len(INSTRUCTIONS) + 1]:
        if "\n" not in text:
            post(ana, text)
    post(ana, "The last of them")
    expect(message(ben, "The last of them")).to_have_count(1)
    composer(ana).fill(TEXTS[0])
    ana.reload()
    expect_live(ana)
    assert obeys_nothing(ana)
    assert obeys_nothing(ben)
