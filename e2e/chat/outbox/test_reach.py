"""A message to many people is asked about first: its text is neither lost nor stored twice."""

import pytest
from playwright.sync_api import expect

from e2e.browser import composer, expect_live, messages, undelivered
from e2e.chat.outbox.oracle import stored, write

COUNT = 34


@pytest.fixture
def slug(site, slug):
    """A room in which a mention of all tells 34 people."""
    site.shell(
        f"room = Room.objects.get(slug='{slug}')\n"
        f"names = [f'{slug}-{{n}}' for n in range({COUNT} + 1 - room.members.count())]\n"
        "User.objects.bulk_create(User(username=name, username_key=name, display_name=name, hue=1)"
        " for name in names)\n"
        "room.memberships.grant_to(*User.objects.filter(username__in=names))"
    )
    return slug


def question(page):
    return page.locator(".composer .reach")


def test_text_to_many_is_sent_once_it_is_confirmed(visit, site, ana, slug):
    ben = visit("ben", f"/rooms/{slug}/")
    write(ana, "@room the build is broken\nand this\n")
    expect(question(ana)).to_contain_text(f"This will tell {COUNT} people.")
    expect(messages(ana)).to_have_count(1)
    assert stored(site, slug) == ["and this"]
    question(ana).get_by_role("button", name="Send").click()
    expect(undelivered(ana)).to_have_count(0)
    expect(messages(ben)).to_have_count(2)
    assert stored(site, slug) == ["and this", "@room the build is broken"]
    expect(ben.locator("#messages .mention")).to_have_text("@room")
    expect(ben.locator("#messages .mention")).to_have_attribute("title", f"{COUNT} people")
    own, others = (page.locator("#messages .mention") for page in (ana, ben))
    colour = "element => getComputedStyle(element).backgroundColor"
    assert own.evaluate(colour) != others.evaluate(colour)


def test_text_that_is_changed_is_sent_without_a_question(site, ana, slug):
    write(ana, "@room the build is broken\n")
    expect(question(ana)).to_be_visible()
    question(ana).get_by_text("Change").click()
    box = ana.locator(".composer:has(.reach) [name=body]")
    expect(box).to_be_focused()
    box.fill("@ben the build is broken")
    box.press("Enter")
    expect(undelivered(ana)).to_have_count(0)
    assert stored(site, slug) == ["@ben the build is broken"]
    expect(composer(ana)).to_have_value("")


def test_enter_in_the_box_of_the_question_asks_again(site, ana, slug):
    write(ana, "@room the build is broken\n")
    question(ana).get_by_text("Change").click()
    ana.locator(".composer:has(.reach) [name=body]").press("Enter")
    expect(question(ana)).to_contain_text(f"This will tell {COUNT} people.")
    assert stored(site, slug) == []


def test_question_that_is_answered_offline_is_settled_when_the_page_is_back(
    site, network, ana, slug
):
    write(ana, "@room the build is broken\n")
    expect(question(ana)).to_be_visible()
    network.cut()
    expect(ana.locator("#connection")).to_contain_text("Reconnecting")
    question(ana).get_by_role("button", name="Send").click()
    expect(composer(ana)).to_be_focused()
    write(ana, "uno\n")
    expect(undelivered(ana)).to_have_count(2)
    network.heal()
    expect_live(ana)
    expect(undelivered(ana)).to_have_count(0)
    assert stored(site, slug) == ["@room the build is broken", "uno"]


def test_question_comes_back_with_the_page_if_nobody_answered(site, network, ana, slug):
    network.cut()
    expect(ana.locator("#connection")).to_contain_text("Reconnecting")
    write(ana, "@room the build is broken\nuno\n")
    network.heal()
    expect(question(ana)).to_contain_text(f"This will tell {COUNT} people.")
    network.cut()
    expect(ana.locator("#connection")).to_contain_text("Reconnecting")
    network.heal()
    expect_live(ana)
    expect(question(ana)).to_be_visible()
    assert stored(site, slug) == ["uno"]


def test_edit_that_tells_many_is_asked_about(site, ana, slug, say):
    say("The build is broken")
    item = messages(ana).first
    item.hover()
    item.get_by_role("link", name="Edit", exact=True).click(force=True)
    form = ana.locator(".change")
    form.locator("[name=body]").fill("@room the build is broken")
    form.get_by_role("button", name="Save").click()
    expect(form.locator(".reach")).to_contain_text(f"This will tell {COUNT} people.")
    form.locator(".reach").get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    expect(item.locator(".mention")).to_have_text("@room")


def test_without_script_the_question_stands_under_the_text(visit, site, slug):
    visit.allow_error("status of 422")
    ana = visit.without_script("ana", f"/rooms/{slug}/")
    composer(ana).fill("@room the build is broken")
    composer(ana).press("Enter")
    expect(question(ana)).to_contain_text(f"This will tell {COUNT} people.")
    expect(composer(ana)).to_have_value("@room the build is broken")
    composer(ana).press("Enter")
    assert stored(site, slug) == []
    question(ana).get_by_role("button", name="Send").click()
    expect(messages(ana)).to_have_count(1)
    assert stored(site, slug) == ["@room the build is broken"]
