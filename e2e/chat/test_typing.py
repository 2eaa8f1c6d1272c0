import pytest
from playwright.sync_api import expect

from e2e.browser import box, expect_live, message, record_frames, say


@pytest.fixture
def ana(visit):
    return visit("ana")


@pytest.fixture
def ben(visit):
    return visit("ben")


def test_who_is_typing_is_shown_to_the_other_and_not_to_the_typist(ana, ben):
    to_ben = record_frames(ben)
    ben.reload()
    expect_live(ben)
    box(ben).press_sequentially("Let me think")
    expect(ana.locator("#typing")).to_have_text("Ben Okafor is typing…")
    say(ben, "Let me think about it")
    expect(ana.locator("#typing")).to_be_empty()
    assert not [frame for frame in to_ben if "is typing" in frame]


def test_typing_ends_when_the_message_arrives(ana, ben):
    box(ben).press_sequentially("Almost there")
    expect(ana.locator("#typing")).to_have_text("Ben Okafor is typing…")
    box(ben).press("Enter")
    expect(message(ana, "Almost there")).to_be_visible()
    expect(ana.locator("#typing")).to_be_empty(timeout=2_000)


def test_typing_ends_by_itself_when_the_typist_stops(ana, ben):
    box(ben).press_sequentially("On second thoughts")
    expect(ana.locator("#typing")).to_have_text("Ben Okafor is typing…")
    expect(ana.locator("#typing")).to_be_empty(timeout=7_000)
    expect(box(ben)).to_have_value("On second thoughts")


def test_no_frame_carries_the_draft(ana, ben):
    to_ana = record_frames(ana)
    ana.reload()
    expect_live(ana)
    box(ben).press_sequentially("heliotrope")
    expect(ana.locator("#typing")).to_have_text("Ben Okafor is typing…")
    say(ben, "Nothing of the kind")
    expect(message(ana, "Nothing of the kind")).to_be_visible()
    assert [frame for frame in to_ana if "is typing" in frame]
    assert not [frame for frame in to_ana if "heliotrope" in frame]
