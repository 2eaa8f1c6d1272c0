"""A thread over a connection that is cut: nothing written is lost or doubled, nothing missed."""

import re

from playwright.sync_api import expect

from e2e.browser import (
    composer,
    expect_live,
    message,
    messages,
    post,
    undelivered,
    wait_until_fetched_ahead,
)
from e2e.chat.outbox.oracle import write


def test_cut_connection_loses_and_doubles_nothing(visit, site, network, ana, slug):
    post(ana, "Tea at four")
    item = message(ana, "Tea at four")
    item.hover()
    item.get_by_role("button", name="Thread", exact=True).click(force=True)
    expect(ana).to_have_url(re.compile("/threads/"))
    expect_live(ana)
    wait_until_fetched_ahead(ana)
    post(ana, "begun")
    network.cut()
    ana.get_by_label("Also to the room").last.check()
    composer(ana).focus()
    write(ana, "uno\ndue\n", 30)
    expect(undelivered(ana)).to_have_count(2)
    thread = f"Room.objects.get(parent__slug='{slug}')"
    site.shell(
        f"import uuid; Message.objects.post({thread}, User.objects.get(username='ben'),"
        " 'meanwhile', uuid.uuid4())"
    )
    network.heal()
    expect(undelivered(ana)).to_have_count(0)
    expect(messages(ana)).to_have_count(4)
    expect(message(ana, "meanwhile")).to_be_visible()
    assert site.read(f"{thread}.messages.order_by('seq').values_list('body', flat=True)") == [
        "begun", "meanwhile", "uno", "due",
    ]  # fmt: skip
    rooms = f"Message.objects.filter(room__slug='{slug}').order_by('seq')"
    assert site.read(f"[(m.body, m.in_thread) for m in {rooms}]") == [
        "('Tea at four', False)",
        "('uno', True)",
    ]
    ana.goto(f"/rooms/{slug}/")
    expect(message(ana, "Tea at four").first.locator(".replies__link")).to_contain_text("4 replies")
