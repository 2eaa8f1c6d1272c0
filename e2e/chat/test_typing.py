"""The typing indicator: who sees it, when it ends, and that it never carries the draft."""

import pytest
from playwright.sync_api import expect

from e2e.browser import composer, expect_live, message, post, record_frames


@pytest.fixture
def ana(visit):
    return visit("ana")


@pytest.fixture
def ben(visit):
    return visit("ben")


def test_member_sees_who_is_typing_and_the_typist_does_not(ana, ben):
    bens_frames = record_frames(ben)
    ben.reload()
    expect_live(ben)
    composer(ben).press_sequentially("Let me think")
    expect(ana.locator("#typing")).to_have_text("Ben Okafor is typing…")
    post(ben, "Let me think about it")
    expect(ana.locator("#typing")).to_be_empty()
    assert not [frame for frame in bens_frames if "is typing" in frame]


def test_typing_indicator_ends_when_the_message_arrives(ana, ben):
    composer(ben).press_sequentially("Almost there")
    expect(ana.locator("#typing")).to_have_text("Ben Okafor is typing…")
    composer(ben).press("Enter")
    expect(message(ana, "Almost there")).to_be_visible()
    expect(ana.locator("#typing")).to_be_empty(timeout=2_000)


def test_typing_indicator_ends_when_the_typist_pauses(ana, ben):
    composer(ben).press_sequentially("On second thoughts")
    expect(ana.locator("#typing")).to_have_text("Ben Okafor is typing…")
    expect(ana.locator("#typing")).to_be_empty(timeout=7_000)
    expect(composer(ben)).to_have_value("On second thoughts")


def test_no_frame_contains_the_draft(ana, ben):
    anas_frames = record_frames(ana)
    ana.reload()
    expect_live(ana)
    composer(ben).press_sequentially("heliotrope")
    expect(ana.locator("#typing")).to_have_text("Ben Okafor is typing…")
    post(ben, "Nothing of the kind")
    expect(message(ana, "Nothing of the kind")).to_be_visible()
    assert [frame for frame in anas_frames if "is typing" in frame]
    assert not [frame for frame in anas_frames if "heliotrope" in frame]
