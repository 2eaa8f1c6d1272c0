from playwright.sync_api import expect

from e2e.browser import expect_live, message, place, record_frames, say

KNOCK = """url => new Promise(done => {
  const frames = [], socket = new WebSocket(url)
  socket.onmessage = event => frames.push(event.data)
  socket.onclose = event => done({code: event.code, frames})
})"""


def test_a_stranger_is_not_told_that_a_closed_room_exists(visit):
    zoe = visit("zoe")
    garden, nowhere = zoe.request.get("/rooms/garden/"), zoe.request.get("/rooms/nowhere/")
    assert (garden.status, nowhere.status) == (404, 404)
    assert "Garden" not in garden.text()
    expect(place(zoe, "garden")).to_have_count(0)


def test_a_stranger_hears_nothing_at_the_socket_of_a_closed_room(visit):
    sam, zoe = visit("sam", "/rooms/garden/"), visit("zoe")
    say(sam, "The key is under the pot")
    answer = zoe.evaluate(KNOCK, "/ws/rooms/garden/")
    assert answer["code"] == 4403
    assert not [frame for frame in answer["frames"] if "message" in frame or "key" in frame]


def test_a_visitor_who_is_not_signed_in_is_sent_away_from_the_socket(visit):
    page = visit.open(visit.browse(), "/accounts/login/")
    answer = page.evaluate(KNOCK, "/ws/rooms/lobby/")
    assert answer["code"] == 4401
    assert not [frame for frame in answer["frames"] if "message" in frame]


def test_a_room_comes_and_goes_with_the_membership(visit):
    sam, zoe = visit("sam", "/rooms/garden/settings/"), visit("zoe")
    sam.get_by_label("Zoe Marsh").check()
    sam.get_by_role("button", name="Add", exact=True).click()
    expect(sam.get_by_text("Added: Zoe Marsh")).to_be_visible()
    place(zoe, "garden").click()

    ana = visit("ana", "/rooms/garden/")
    say(ana, "Welcome to the garden")
    expect(message(zoe, "Welcome to the garden")).to_be_visible()

    to_zoe = record_frames(zoe)
    zoe.reload()
    expect_live(zoe)
    sam.get_by_role("button", name="Remove Zoe Marsh").click()
    expect(zoe.locator("#notice")).to_contain_text("no longer in this room", timeout=5_000)
    say(ana, "Now we are alone")
    expect(place(sam, "garden").locator(".unread")).not_to_be_empty()
    assert not [frame for frame in to_zoe if "Now we are alone" in frame]
    assert zoe.request.get("/rooms/garden/").status == 404
    zoe.goto("/rooms/lobby/")
    expect(place(zoe, "garden")).to_have_count(0)
