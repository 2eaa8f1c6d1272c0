"""The server is killed and comes back. These tests have a site of their own to kill."""

import pytest
from playwright.sync_api import expect

from e2e.browser import box, here, message, messages, numbers, say


@pytest.fixture
def site(prepared, tmp_path):
    site = prepared.copy_to(tmp_path / "data")
    site.start()
    yield site
    site.stop()
    assert not site.faults()


@pytest.fixture
def visit(visit):
    visit.allow("WebSocket connection to")
    visit.allow("[object Event]")
    return visit


def texts(page):
    return messages(page).locator(".message__body, .message__gone").all_inner_texts()


def number_of(page, text):
    return message(page, text).get_attribute("id").removeprefix("message-")


def mark(page):
    page.evaluate("window.isTheSamePage = true")


def is_marked(page):
    return page.evaluate("window.isTheSamePage === true")


def test_nothing_is_lost_or_doubled_when_the_server_is_killed(visit, site):
    ana, ben, sam = visit("ana"), visit("ben"), visit.client("sam")
    say(ben, "Before the storm")
    say(ana, "To be mended")
    say(ana, "To be torn out")
    expect(message(ben, "To be torn out")).to_be_visible()
    mended, torn = number_of(ana, "To be mended"), number_of(ana, "To be torn out")
    mark(ana)
    mark(ben)

    site.kill()
    box(ben).fill("Said into the dark")
    box(ben).press("Enter")
    site.shell(
        "import uuid;"
        "ana, lobby = User.objects.get(username='ana'), Room.objects.get(slug='lobby');"
        "Message.objects.post(lobby, ana, 'Written while it was down', uuid.uuid4());"
        f"Message.objects.get(pk={mended}).edit('Mended')"
    )
    site.start()
    sam.post(f"/messages/{torn}/delete/")
    for n in range(3):
        sam.post("/rooms/lobby/", form={"body": f"Back again {n}"})

    for page in (ana, ben):
        for text in ("Back again 2", "Said into the dark", "Written while it was down", "Mended"):
            expect(message(page, text)).to_have_count(1, timeout=30_000)
        expect(page.locator(f"#message-{torn} .message__gone")).to_be_visible()
    expect(box(ben)).to_have_value("")
    assert texts(ana) == texts(ben)
    assert len(texts(ana)) == 8
    assert numbers(ana) == sorted(set(numbers(ana)))
    assert numbers(ana) == numbers(ben)
    say(ana, "And on we go")
    expect(message(ben, "And on we go")).to_have_count(1)
    assert is_marked(ana)
    assert is_marked(ben)


def test_pages_come_back_by_themselves_after_a_planned_stop(visit, site):
    ana, ben = visit("ana"), visit("ben")
    mark(ana)
    site.stop()
    assert site.process.returncode == 0
    site.start()
    box(ben).fill("After the restart")
    box(ben).press("Enter")
    expect(message(ana, "After the restart")).to_have_count(1, timeout=30_000)
    expect(box(ben)).to_have_value("")
    assert is_marked(ana)


def test_a_page_that_lost_the_server_says_so_and_finds_no_ghosts_on_its_return(visit, site):
    ana, ben = visit("ana"), visit("ben")
    live, lost = ana.locator(".connection__live"), ana.locator(".connection__lost")
    expect(here(ana, "Ben Okafor")).to_have_count(1)
    expect(live).to_be_visible()
    mark(ana)

    site.kill()
    ben.close()
    expect(lost).to_be_visible(timeout=20_000)
    expect(live).to_be_hidden()

    site.start()
    expect(live).to_be_visible(timeout=60_000)
    expect(here(ana, "Ben Okafor")).to_have_count(0, timeout=60_000)
    expect(here(ana, "Ana Ruiz")).to_have_count(1)
    assert is_marked(ana)
