"""What an outsider and a signed-out visitor can learn about a closed room."""

from playwright.sync_api import expect

from e2e.browser import expect_live, message, post, record_frames, sidebar_room

OPEN_SOCKET = """url => new Promise(done => {
  const frames = [], socket = new WebSocket(url)
  socket.onmessage = event => frames.push(event.data)
  socket.onclose = event => done({code: event.code, frames})
})"""


def test_outsider_gets_the_same_404_for_a_closed_room_as_for_a_missing_one(visit):
    zoe = visit("zoe")
    garden, nowhere = zoe.request.get("/rooms/garden/"), zoe.request.get("/rooms/nowhere/")
    assert (garden.status, nowhere.status) == (404, 404)
    assert "Garden" not in garden.text()
    expect(sidebar_room(zoe, "garden")).to_have_count(0)


def test_closed_rooms_socket_rejects_an_outsider_and_sends_no_message(visit):
    sam, zoe = visit("sam", "/rooms/garden/"), visit("zoe")
    post(sam, "The key is under the pot")
    result = zoe.evaluate(OPEN_SOCKET, "/ws/rooms/garden/")
    assert result["code"] == 4403
    assert not [frame for frame in result["frames"] if "message" in frame or "key" in frame]


def test_rooms_socket_rejects_a_signed_out_visitor_and_sends_no_message(visit):
    page = visit.open(visit.new_context(), "/accounts/login/")
    result = page.evaluate(OPEN_SOCKET, "/ws/rooms/lobby/")
    assert result["code"] == 4401
    assert not [frame for frame in result["frames"] if "message" in frame]


def test_new_member_sees_the_room_and_removed_member_loses_it(visit):
    sam, zoe = visit("sam", "/rooms/garden/settings/"), visit("zoe")
    sam.get_by_label("Zoe Marsh").check()
    sam.get_by_role("button", name="Add", exact=True).click()
    expect(sam.get_by_text("Added: Zoe Marsh")).to_be_visible()
    sidebar_room(zoe, "garden").click()

    ana = visit("ana", "/rooms/garden/")
    post(ana, "Welcome to the garden")
    expect(message(zoe, "Welcome to the garden")).to_be_visible()

    zoes_frames = record_frames(zoe)
    zoe.reload()
    expect_live(zoe)
    sam.get_by_role("button", name="Remove Zoe Marsh").click()
    expect(zoe.locator("#notice")).to_contain_text("no longer in this room", timeout=5_000)
    post(ana, "Now we are alone")
    expect(sidebar_room(sam, "garden").locator(".unread")).not_to_be_empty()
    assert not [frame for frame in zoes_frames if "Now we are alone" in frame]
    assert zoe.request.get("/rooms/garden/").status == 404
    zoe.goto("/rooms/lobby/")
    expect(sidebar_room(zoe, "garden")).to_have_count(0)
