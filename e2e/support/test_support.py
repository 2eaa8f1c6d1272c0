"""A visitor and two agents, each in a browser of their own."""

import pytest
from playwright.sync_api import expect

from e2e.api.bots import make_bot, running
from e2e.browser import expect_live, record_frames
from e2e.support.desk import ask, press, say, slug_of, status, take, ticket

DESK = "/dashboard/support/"


@pytest.fixture
def sam(visit):
    return visit("sam", DESK)


@pytest.fixture
def joe(visit):
    return visit("joe", DESK)


def test_conversation_from_the_question_to_the_rating(visit, sam, joe):
    vera = ask(visit)
    frames = record_frames(vera)
    vera.reload()
    expect_live(vera)
    expect(vera.locator("#position")).to_contain_text("You are next.")
    take(sam, "Vera")
    expect(status(vera)).to_contain_text("Sam Lindqvist is here and answers you.")
    expect(vera.locator("#position")).to_be_empty()
    expect(ticket(joe, "Vera")).to_have_count(0)
    say(sam, "Which number has it?")
    expect(vera.locator("#messages")).to_contain_text("Which number has it?")
    vera.locator(".outbox [name=body]").last.press_sequentially("It is")
    expect(sam.locator("#typing")).to_contain_text("Vera is typing…")
    say(vera, "It is 4711")
    expect(sam.locator("#messages")).to_contain_text("It is 4711")

    sam.locator(".notes summary").click()
    sam.locator("#note-box").fill("heliotrope")
    press(sam, "Add")
    expect(sam.locator("#notes")).to_contain_text("heliotrope")
    expect(sam.locator("#note-box")).to_have_value("")

    sam.get_by_text("Hand over or set aside").click()
    sam.get_by_label("Hand over to").select_option(label="Joe Bell")
    sam.get_by_label("A word to the others").fill("heliotrope for you")
    press(sam, "Hand over")
    expect(status(vera)).to_contain_text("Joe Bell answers you, and is away")
    joe.goto(f"{DESK}{slug_of(vera)}/")
    expect(status(vera)).to_contain_text("Joe Bell is here and answers you.")
    expect(joe.locator("#notes")).to_contain_text("heliotrope for you")
    say(joe, "It comes tomorrow.")
    expect(vera.locator("#messages")).to_contain_text("It comes tomorrow.")

    press(joe, "Close")
    expect(status(vera)).to_contain_text("This conversation is closed.")
    vera.get_by_label("5", exact=True).check()
    vera.get_by_label("Anything to add?").fill("Quick")
    press(vera, "Rate")
    expect(vera.locator("#rating-answer")).to_have_text("Thank you.")
    expect(joe.locator("#ticket-state")).to_contain_text("The visitor gave it 5 of 5.")
    say(vera, "One more thing")
    expect(joe.locator("#ticket-state")).to_contain_text("Joe Bell answers.")
    assert "heliotrope" not in "".join(map(str, frames)) + vera.content()


def test_of_two_agents_one_gets_the_conversation(visit, sam):
    visit.allow_error("409")
    ask(visit, "Olga")
    joe = visit.without_script("joe", DESK)  # so that the line stays there
    expect(ticket(joe, "Olga")).to_be_visible()
    take(sam, "Olga")
    expect(sam.locator("#desk")).to_be_visible()
    take(joe, "Olga")
    told = joe.locator(".notice--error")
    expect(told).to_contain_text("Sam Lindqvist took this conversation.")
    expect(ticket(joe, "Olga")).to_have_count(0)


def test_agent_puts_a_reply_into_the_composer(visit, site, sam):
    site.shell(
        "SupportReply.objects.create(title='Greeting', body='Hello {visitor}, I am {agent}.')"
    )
    site.shell("SupportReply.objects.create(title='Bye', body='Good bye')")
    vera = ask(visit, "Rosa")
    take(sam, "Rosa")
    box = sam.locator("#desk .composer:not(:has(.sent)) [name=body]")
    sam.get_by_text("Replies", exact=True).click()
    sam.get_by_label("Find a reply").press_sequentially("greet")
    expect(sam.get_by_role("link", name="Bye")).to_have_count(0)
    box.fill("Well,")
    sam.get_by_role("link", name="Greeting").click()
    expect(box).to_have_value("Well, Hello Rosa, I am Sam Lindqvist.")
    box.press("Enter")
    expect(vera.locator("#messages")).to_contain_text("Well, Hello Rosa, I am Sam Lindqvist.")
    say(sam, "And the next one")


def test_visitor_comes_back_by_cookie_and_by_link(visit):
    vera = ask(visit)
    address = vera.url
    vera.goto("/support/")
    assert vera.url == address
    vera.get_by_text("Come back later").click()
    link = vera.locator(".support__link").get_attribute("href")
    elsewhere = visit.open(visit.new_context(), link)
    expect(elsewhere.locator("#messages")).to_contain_text("Where is my parcel?")
    assert elsewhere.url == address
    visit.allow_error("404")
    stranger = visit.open(visit.new_context(), address)
    expect(stranger.locator("#problem")).to_be_visible()
    expect(stranger.locator("body")).not_to_contain_text("parcel")


def test_visitor_without_javascript(visit, sam):
    vera = ask(visit, "Wim", java_script_enabled=False)
    take(sam, "Wim")
    say(sam, "Hello Wim")
    vera.get_by_role("link", name="Check for new messages").click()
    expect(vera.locator("#messages")).to_contain_text("Hello Wim")
    vera.locator("[name=body]").fill("Thanks")
    vera.locator("[name=body]").press("Enter")
    expect(vera.locator("#messages")).to_contain_text("Thanks")
    expect(sam.locator("#messages")).to_contain_text("Thanks")
    press(vera, "End the conversation")
    expect(status(vera)).to_contain_text("This conversation is closed.")
    vera.get_by_label("4", exact=True).check()
    press(vera, "Rate")
    expect(vera.locator("#rating-answer")).to_have_text("Thank you.")


def test_nothing_is_lost_when_the_server_is_killed(visit, site, sam):
    visit.allow_error("")
    vera = ask(visit, "Kim")
    take(sam, "Kim")
    expect(status(vera)).to_contain_text("Sam Lindqvist is here")
    site.kill()
    box = vera.locator(".outbox .composer:not(:has(.sent)) [name=body]")
    box.fill("Are you still there?")
    box.press("Enter")
    site.start()
    expect(sam.locator("#messages")).to_contain_text("Are you still there?", timeout=30_000)
    expect(vera.locator(".composer:has(.sent)")).to_have_count(0, timeout=30_000)
    expect(vera.locator("#messages li", has_text="Are you still there?")).to_have_count(1)


def test_phone(visit, playwright_devices):
    vera = ask(visit, "Pia", **playwright_devices["Pixel 5"])
    say(vera, "From my phone")
    width = vera.evaluate("document.documentElement.scrollWidth")
    assert width <= vera.viewport_size["width"]


def test_agent_without_javascript(visit):
    vera = ask(visit, "Ida")
    sam = visit.without_script("sam", DESK)
    take(sam, "Ida")
    expect(status(vera)).to_contain_text("Sam Lindqvist")
    sam.locator("#desk [name=body]").fill("Which **parcel**?")
    sam.locator("#desk [name=body]").press("Enter")
    expect(vera.locator("#messages strong", has_text="parcel")).to_be_visible()
    sam.locator(".notes summary").click()
    sam.locator("#note-box").fill("heliotrope")
    press(sam, "Add")
    expect(sam.locator("#notes")).to_contain_text("heliotrope")
    sam.get_by_text("Add a tag").click()
    sam.locator("#tag-box").fill("Late")
    sam.locator("form:has(#tag-box)").get_by_role("button", name="Add").click()
    expect(sam.locator("#ticket-state .tag")).to_contain_text("late")
    press(sam, "Take off the tag late")
    expect(sam.locator("#ticket-state .tag")).to_have_count(0)
    sam.get_by_text("Hand over or set aside").click()
    press(sam, "Back to the queue")
    expect(ticket(sam, "Ida")).to_be_visible()
    expect(vera.locator("#position")).to_contain_text("You are next.")


def test_tag_filters_the_queue_of_who_has_it_open(visit, sam, joe):
    ask(visit, "Uma")
    ask(visit, "Wim")
    joe.goto(f"{DESK}?tag=late")
    expect_live(joe)
    expect(joe.locator("#queue > li.ticket")).to_have_count(0)
    ticket(sam, "Uma").get_by_role("link", name="Uma").click()
    sam.get_by_text("Add a tag").click()
    sam.locator("#tag-box").fill("Late")
    sam.locator("#tag-box").press("Enter")
    expect(sam.locator("#ticket-state .tag")).to_contain_text("late")
    expect(sam.locator("#tag-box")).to_have_value("")
    expect(ticket(joe, "Uma")).to_be_visible()
    expect(ticket(joe, "Wim")).to_have_count(0)


def test_bot_answers_first_and_hands_over(visit, site, sam):
    token = make_bot(site, "helper", ["read", "support"])
    site.shell(FIRST.format("helper"))
    vera = ask(visit, "Bea")
    try:
        with running("desk_bot.py", site.url, token=token):
            expect(status(vera)).to_contain_text("Helper is a bot and answers first.")
            expect(vera.locator("#messages")).to_contain_text("I am a bot")
            expect(ticket(sam, "Bea")).to_have_count(0)
            say(vera, "A human, please")
            expect(vera.locator("#messages")).to_contain_text("I hand you over.")
            expect(vera.locator("#position")).to_contain_text("You are next.")
        take(sam, "Bea")
        expect(status(vera)).to_contain_text("Sam Lindqvist is here and answers you.")
        expect(sam.locator("#notes")).to_contain_text("wants to talk with a person")
        assert "wants to talk with a person" not in vera.content()
    finally:
        site.shell(NOBODY_FIRST)


FIRST = (
    "from rooms.models import SupportDesk; desk = SupportDesk.current();"
    "desk.first_bot = User.objects.get(username='{}');"
    "desk.admit([desk.first_bot]); desk.change()"
)
NOBODY_FIRST = (
    "from rooms.models import SupportDesk; desk = SupportDesk.current();"
    "desk.first_bot = None; desk.admit([]); desk.change()"
)


def test_agents_pages_fit_a_phone(visit, site, sam, playwright_devices):
    slug = slug_of(ask(visit, "Zora"))
    site.shell(f"Ticket.objects.get(room__slug='{slug}').tag('late')")
    state = sam.context.storage_state()
    phone = visit.new_context(storage_state=state, **playwright_devices["Pixel 5"])
    page = visit.open(phone, DESK)
    for path in ("", "?tag=late", "figures/", "settings/", f"{slug}/"):
        page.goto(DESK + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], path
