"""What a page and the site's database have of a room: the oracle is outside the browser."""

from playwright.sync_api import expect

from e2e.browser import messages, undelivered

WORDS = ["uno", "due", "tre"]


def texts(page):
    return messages(page).locator(".message__body").all_inner_texts()


def expect_delivered(page, site, slug, wanted, timeout=30_000):
    """The page has each text once, in order, and so has the database; nothing waits."""
    expect(messages(page)).to_have_count(len(wanted), timeout=timeout)
    expect(undelivered(page)).to_have_count(0, timeout=timeout)
    assert texts(page) == wanted
    assert stored(site, slug) == wanted


def bodies_in(slug):
    """The expression for the texts of the room."""
    messages = f"Message.objects.filter(room__slug='{slug}').order_by('seq')"
    return f"{messages}.values_list('body', flat=True)"


def stored(site, slug):
    return site.read(bodies_in(slug))


def write(page, text, delay=40):
    page.keyboard.type(text, delay=delay)
