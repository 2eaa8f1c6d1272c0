"""The server is killed or stopped, and starts again. Each test has its own site."""

import pytest
from playwright.sync_api import expect

from e2e.browser import composer, message, messages, post, presence, seqs


@pytest.fixture
def site(prepared_site, tmp_path):
    with prepared_site.running_copy(tmp_path / "data") as site:
        yield site


@pytest.fixture
def visit(visit):
    visit.allow_error("WebSocket connection to")
    visit.allow_error("ERR_CONNECTION_REFUSED")
    visit.allow_error("htmx:")  # a request that the server did not answer any more
    visit.allow_error("[object Event]")
    return visit


def texts(page):
    return messages(page).locator(".message__body, .message__gone").all_inner_texts()


def message_id(page, text):
    return message(page, text).get_attribute("id").removeprefix("message-")


def mark_page(page):
    """Set a mark that a reload would remove."""
    page.evaluate("window.isTheSamePage = true")


def is_same_page(page):
    return page.evaluate("window.isTheSamePage === true")


def test_no_message_is_lost_or_doubled_when_the_server_is_killed(visit, site):
    ana, ben, sam = visit("ana"), visit("ben"), visit.http_client("sam")
    post(ben, "Before the storm")
    post(ana, "To be mended")
    post(ana, "To be torn out")
    expect(message(ben, "To be torn out")).to_be_visible()
    edited, deleted = message_id(ana, "To be mended"), message_id(ana, "To be torn out")
    mark_page(ana)
    mark_page(ben)

    site.kill()
    composer(ben).fill("Said into the dark")
    composer(ben).press("Enter")
    site.shell(
        "import uuid;"
        "ana, lobby = User.objects.get(username='ana'), Room.objects.get(slug='lobby');"
        "Message.objects.post(lobby, ana, 'Written while it was down', uuid.uuid4());"
        f"Message.objects.get(pk={edited}).edit('Mended')"
    )
    site.start()
    sam.post(f"/messages/{deleted}/delete/")
    for n in range(3):
        sam.post("/rooms/lobby/", form={"body": f"Back again {n}"})

    for page in (ana, ben):
        for text in ("Back again 2", "Said into the dark", "Written while it was down", "Mended"):
            expect(message(page, text)).to_have_count(1, timeout=30_000)
        expect(page.locator(f"#message-{deleted} .message__gone")).to_be_visible()
    expect(composer(ben)).to_have_value("")
    assert texts(ana) == texts(ben)
    assert len(texts(ana)) == 8
    assert seqs(ana) == sorted(set(seqs(ana)))
    assert seqs(ana) == seqs(ben)
    post(ana, "And on we go")
    expect(message(ben, "And on we go")).to_have_count(1)
    assert is_same_page(ana)
    assert is_same_page(ben)


def test_pages_reconnect_after_a_planned_restart(visit, site):
    ana, ben = visit("ana"), visit("ben")
    mark_page(ana)
    site.stop()
    assert site.process.returncode == 0
    site.start()
    composer(ben).fill("After the restart")
    composer(ben).press("Enter")
    expect(message(ana, "After the restart")).to_have_count(1, timeout=30_000)
    expect(composer(ben)).to_have_value("")
    assert is_same_page(ana)


def test_page_shows_the_lost_connection_and_no_stale_presence_after_the_restart(visit, site):
    ana, ben = visit("ana"), visit("ben")
    live, lost = ana.locator(".connection__live"), ana.locator(".connection__gone")
    expect(presence(ana, "Ben Okafor")).to_have_count(1)
    expect(live).to_be_visible()
    mark_page(ana)

    site.kill()
    ben.close()
    expect(lost).to_be_visible(timeout=20_000)
    expect(live).to_be_hidden()

    site.start()
    expect(live).to_be_visible(timeout=60_000)
    expect(presence(ana, "Ben Okafor")).to_have_count(0, timeout=60_000)
    expect(presence(ana, "Ana Ruiz")).to_have_count(1)
    assert is_same_page(ana)
