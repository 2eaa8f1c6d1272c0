"""What one replies to goes with its text: through a cut connection, and to no other message."""

from playwright.sync_api import expect

from e2e.browser import composer, message, post, reply_to, undelivered, wait_until_fetched_ahead
from e2e.chat.outbox.oracle import write


def answers(site, slug):
    """[text, what it replies to] of each message."""
    rows = "Message.objects.filter(room__slug='{}').order_by('seq')"
    return site.read(f"[(m.body, m.reply_to and m.reply_to.body) for m in {rows.format(slug)}]")


def test_reply_that_is_sent_offline_arrives_as_one_and_the_next_is_none(site, network, ana, slug):
    post(ana, "Tea at four")
    reply_to(ana, "Tea at four")
    expect(ana.locator(".composer__quoted")).to_contain_text("Replying to Ana Ruiz: Tea at four")
    expect(composer(ana)).to_be_focused()
    network.cut()
    write(ana, "yes\nno\n", 30)
    expect(undelivered(ana)).to_have_count(2)
    network.heal()
    expect(undelivered(ana)).to_have_count(0)
    expect(message(ana, "yes").locator(".quote")).to_contain_text("Tea at four")
    expect(message(ana, "no").locator(".quote")).to_have_count(0)
    first = "('Tea at four', None)"
    assert answers(site, slug) == [first, "('yes', 'Tea at four')", "('no', None)"]


def test_reply_is_cancelled_offline_and_the_text_stays(site, network, ana, slug):
    post(ana, "Tea at four")
    write(ana, "begun")
    reply_to(ana, "Tea at four")
    wait_until_fetched_ahead(ana)
    network.cut()
    ana.locator(".composer__quoted").get_by_text("Cancel").click()
    expect(ana.locator(".composer__quoted")).to_have_count(0)
    expect(composer(ana)).to_have_value("begun")
    network.heal()
    composer(ana).press("Enter")
    expect(message(ana, "begun")).to_have_count(1, timeout=30_000)
    assert answers(site, slug) == ["('Tea at four', None)", "('begun', None)"]
