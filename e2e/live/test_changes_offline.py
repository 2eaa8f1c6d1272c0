"""What is changed while the server is away arrives once, or still stands there."""

import signal

import pytest
from playwright.sync_api import expect

from e2e.browser import choose_action, message, post, wait_until_fetched_ahead


@pytest.fixture
def site(prepared_site, tmp_path):
    with prepared_site.running_copy(tmp_path / "data") as site:
        yield site


@pytest.fixture
def visit(visit):
    visit.allow_error("WebSocket connection to")
    visit.allow_error("[object Event]")
    visit.allow_error("Failed to load resource")
    return visit


@pytest.fixture
def ben(visit):
    return visit("ben")


def begin(page, text, new_text):
    """Open the edit of the message, and write."""
    choose_action(message(page, text), "Edit")
    page.locator(".change [name=body]").fill(new_text)
    return page.locator(".change")


def save(form):
    form.get_by_role("button", name="Save").click()


def test_edit_saved_while_the_server_is_down_arrives_once(ben, visit, site):
    ana = visit("ana")
    post(ben, "Soup of the day")
    expect(message(ana, "Soup of the day")).to_have_count(1)
    form = begin(ben, "Soup of the day", "Salad of the day")
    site.kill()
    expect(ben.locator("#connection")).to_have_text("Reconnecting…")
    save(form)
    save(form)
    expect(form).to_be_visible()
    site.start()
    expect(form).to_have_count(0, timeout=30_000)
    for page in (ben, ana):
        expect(message(page, "Salad of the day")).to_have_count(1, timeout=30_000)
    site.shell(
        "message = Message.objects.get(body='Salad of the day');"
        "assert message.change_seq == message.seq + 1"
    )


def test_edit_that_the_server_did_not_get_stands_there_and_can_be_saved_again(ben, site):
    post(ben, "Bread and butter")
    form = begin(ben, "Bread and butter", "Bread and jam")
    site.process.send_signal(signal.SIGSTOP)
    save(form)
    site.kill()
    site.start()
    expect(ben.locator("#connection")).to_contain_text("Live", timeout=60_000)
    expect(form.locator("[name=body]")).to_have_value("Bread and jam")
    save(form)
    expect(form).to_have_count(0)
    expect(message(ben, "Bread and jam")).to_have_count(1)


def test_cancel_needs_no_server(ben, site):
    post(ben, "Better left alone")
    form = begin(ben, "Better left alone", "Never mind")
    wait_until_fetched_ahead(ben)
    site.kill()
    form.get_by_role("link", name="Cancel").click()
    expect(form).to_have_count(0)


def test_reactions_of_the_meantime_are_there_when_the_page_comes_back(ben, site):
    post(ben, "Bread is in the oven")
    pk = message(ben, "Bread is in").get_attribute("id").removeprefix("message-")
    toggle = f"Message.objects.get(pk={pk}).reactions.toggle"
    site.shell(f"ana = User.objects.get(username='ana')\n{toggle}(ana.pk, '🎉')")
    reactions = message(ben, "Bread is in").locator(".reaction")
    expect(reactions).to_contain_text(["🎉"])
    site.kill()
    site.shell(f"{toggle}(ana.pk, '🎉')\n{toggle}(ana.pk, '🍞')")
    expect(ben.locator("#connection")).to_have_text("Reconnecting…")
    message(ben, "Bread is in").hover()
    message(ben, "Bread is in").get_by_role("button", name="👍").click(force=True)
    site.start()
    expect(reactions).to_have_count(2, timeout=30_000)
    expect(reactions).to_contain_text(["🍞", "👍"])
