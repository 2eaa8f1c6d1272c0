"""The limits do not hurt a page that was offline, nor somebody who pastes too much."""

import json
import re

import pytest

from tests.attacks.test_floods import open_lobby, post

NUMBER = re.compile(r"queued number (\d+)</div>")


async def test_page_that_was_offline_flushes_what_it_has_queued(site):
    page, other = await open_lobby(site, "ana"), await open_lobby(site, "ben")
    page.send(json.dumps({"action": "resume", "cursor": ""}))
    for number in range(50):
        for action in ("typing", "typing", "suggest"):
            page.send(json.dumps({"action": action, "body": "queued"}))
        page.send(json.dumps({"action": "post", "body": f"queued number {number}"}))
    await other.wait_for("queued number 49</div>", timeout=20)
    assert NUMBER.findall("".join(other.texts)) == [str(number) for number in range(50)]
    await post(page, "and goes on")
    assert page.close_code is None
    for each in (page, other):
        await each.disconnect()


@pytest.mark.parametrize(("letter", "length"), [("x", 300_000), ("é", 200_000)])
async def test_text_that_is_much_too_long_gets_words_and_the_socket_stays(site, letter, length):
    page = await open_lobby(site, "ana")
    page.send(json.dumps({"action": "post", "body": letter * length}, ensure_ascii=False))
    await page.wait_for(f"Too long to send: about {length:,} of 4,000 characters.")
    await post(page, "this is short")
    await page.disconnect()
