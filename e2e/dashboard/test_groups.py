"""Staff make a group and choose its people; whoever mentions it tells them, and nobody else."""

import itertools

import pytest
from playwright.sync_api import expect

from e2e.browser import composer, expect_live, message, post, wait_until_read

numbers = itertools.count(1)


@pytest.fixture
def name():
    """Of a group that does not exist yet."""
    return f"watch{next(numbers)}"


def count(page):
    return page.locator("#bell .count")


def make_group(sam, name, *people):
    sam.get_by_label("Name").fill(name)
    sam.get_by_role("button", name="New group").click()
    sam.get_by_label("Add someone").wait_for()
    for person in people:
        sam.get_by_label("Add someone").fill(person)
        sam.keyboard.press("Enter")
        expect(sam.locator("#group-people .person").filter(has_text=person)).to_be_visible()


def test_mention_of_a_group_tells_its_people(visit, site, name):
    sam = visit("sam", "/dashboard/groups/")
    make_group(sam, name, "ben", "sam")
    expect_live(sam)
    expect(sam.get_by_label("Add someone")).to_be_focused()
    expect(sam.locator("#group-count")).to_have_text("2")

    for person in ("ben", "zoe"):
        wait_until_read(site, person)
    ben, zoe, ana = visit("ben", "/people/"), visit("zoe", "/people/"), visit("ana")
    composer(ana).press_sequentially(f"Ask @{name}")
    expect(ana.locator("#names option")).to_have_attribute("value", f"Ask @{name} ")
    expect(ana.locator("#names option")).to_have_text("2 people of the group")
    post(ana, f"@{name} who is on call?")
    expect(count(ben)).to_contain_text("1")
    expect(message(ana, name).locator(".mention")).to_have_attribute("title", "2 people")
    expect(count(zoe)).to_have_text("")

    sam.get_by_role("button", name="Remove Ben").click()
    expect(sam.locator("#group-people .person")).to_have_count(1)
    post(ana, f"@{name} and now?")
    expect(count(sam)).to_contain_text("2")
    expect(count(ben)).to_contain_text("1")


def test_without_script_staff_keep_a_group(visit, name):
    sam = visit.without_script("sam", "/dashboard/groups/")
    make_group(sam, name, "ben")
    sam.get_by_role("button", name="Remove Ben").click()
    expect(sam.locator("#group-people .person")).to_have_count(0)
    sam.get_by_label("Name").fill(f"{name}-two")
    sam.get_by_role("button", name="Rename").click()
    expect(sam.locator("#group-name")).to_have_text(f"{name}-two")
    sam.get_by_role("link", name="Delete").click()
    sam.get_by_role("button", name=f"Delete {name}-two").click()
    expect(sam.get_by_role("link", name=name)).to_have_count(0)
    assert sam.url.endswith("/dashboard/groups/")


def test_nobody_else_sees_the_groups(visit):
    visit.allow_error("status of 403")
    zoe = visit.without_script("zoe", "/dashboard/groups/")
    expect(zoe.locator("body")).to_contain_text("Only staff can do this.")
