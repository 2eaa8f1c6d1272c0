"""Several people write at random while the network and the server fail at random.

python -m e2e.chat.outbox.fuzz [rounds] [seed]; `make soak CASE=outbox` runs 50 rounds of 4 pages.
The oracle is outside: of each page the database has each letter once, in order, the page shows the
same, and nothing waits. A letter may stand at the end of the message before its own if it was typed
in the few milliseconds between Enter and the next box, and what Enter sent was lost on its way; of
a message of one letter that may be all. Those are counted.
"""

import asyncio
import random
import string
import sys
import tempfile
import time
from collections import defaultdict
from functools import partial
from pathlib import Path

from playwright.async_api import async_playwright, expect

from e2e.browser import CHROMIUM, FETCHED_AHEAD, FLAGS, sign_in_async
from e2e.network import Network
from e2e.server import Site

PAGES, MESSAGES = 4, 4
RECOVERY = 60_000
"Milliseconds after which everything must have arrived."
PENDING = ".composer:has(.sent)"
BOX = "#outbox .composer:not(:has(.sent)) [name=body]"


class Fuzz:
    """A site, a network and some pages of Ana's, each in a room of its own."""

    def __init__(self, folder, seed):
        self.random = random.Random(seed)
        self.site = Site(folder)
        self.network = Network(self.site.port)
        self.site.variables["ORIGINS"] = f"{self.network.url},{self.site.url}"
        self.sent = {f"fuzz-{n}": [] for n in range(PAGES)}
        self.misplaced = 0

    def start(self):
        self.site.prepare()
        rooms = "; ".join(f"Room.objects.start('{slug}', ana)" for slug in self.sent)
        self.site.shell(f"ana = User.objects.get(username='ana'); {rooms}")
        self.site.start()
        self.network.start()

    def stop(self):
        self.network.stop()
        self.site.stop()

    async def open(self, browser):
        context = await browser.new_context(base_url=self.network.url)
        page = await context.new_page()
        await page.goto("/accounts/login/")
        await sign_in_async(page, "ana")
        await expect(page.locator("#connection")).to_contain_text("Live")
        self.pages = {slug: await context.new_page() for slug in self.sent}
        for slug, page in self.pages.items():
            await page.goto(f"/rooms/{slug}/")
            await page.wait_for_function(FETCHED_AHEAD)

    async def round(self):
        """Everybody writes while something fails; then everything has arrived."""
        writers = [self._write(slug, page) for slug, page in self.pages.items()]
        fault = self.random.choice([self._cut, self._stall, self._lose, self._kill, self._slow])
        await asyncio.gather(*writers, fault())
        self.network.delay = 0
        for page in self.pages.values():
            await expect(page.locator(PENDING)).to_have_count(0, timeout=RECOVERY)
        stored = await asyncio.to_thread(self._stored)
        for slug, page in self.pages.items():
            await self._check(slug, page, stored[slug])
        return fault.__name__.strip("_")

    async def _write(self, slug, page):
        await page.locator(BOX).focus()
        for _ in range(self.random.randint(1, MESSAGES)):
            letters = self.random.choices(string.ascii_lowercase, k=self.random.randint(1, 9))
            text = "".join(letters)
            self.sent[slug].append(text)
            await page.keyboard.type(f"{text}\n", delay=self.random.randint(50, 110))

    def _stored(self):
        """{room: its texts}."""
        messages = "Message.objects.filter(room__slug__startswith='fuzz-').order_by('seq')"
        texts = defaultdict(list)
        for line in self.site.read(f"[m.room.slug + ' ' + m.body for m in {messages}]"):
            slug, text = line.split(" ")
            texts[slug].append(text)
        return texts

    async def _check(self, slug, page, stored):
        assert "".join(stored) == "".join(self.sent[slug]), (slug, stored, self.sent[slug])
        shown = page.locator("#messages .message__body")
        await expect(shown).to_have_count(len(stored), timeout=RECOVERY)
        assert await shown.all_inner_texts() == stored, slug
        self.misplaced += len(set(self.sent[slug]) - set(stored))
        self.sent[slug] = stored

    async def _pause(self, most):
        await asyncio.sleep(self.random.uniform(0.05, most))

    async def _cut(self):
        await self._pause(1)
        self.network.cut()
        await self._pause(3)
        self.network.heal()

    async def _stall(self):
        await self._pause(1)
        self.network.stall()
        await self._pause(4)
        self.network.heal()

    async def _lose(self):
        await self._pause(1)
        self.network.stall()
        await self._pause(2)
        self.network.lose()
        await self._pause(1)
        self.network.heal()

    async def _kill(self):
        await self._pause(1)
        await asyncio.to_thread(self.site.kill)
        await self._pause(1)
        await asyncio.to_thread(self.site.start)

    async def _slow(self):
        self.network.delay = self.random.uniform(0.05, 0.3)


async def fuzz(folder, rounds, seed, report=lambda line: None):
    """Run that many rounds; return how many messages there were, and how many ended elsewhere."""
    run = Fuzz(folder, seed)
    await asyncio.to_thread(run.start)
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            await run.open(browser)
            for number in range(1, rounds + 1):
                began = time.monotonic()
                name = await run.round()
                report(f"round {number} of {rounds}: {name}, {time.monotonic() - began:.1f} s")
    finally:
        await asyncio.to_thread(run.stop)
    return sum(map(len, run.sent.values())), run.misplaced


def main(rounds=50, seed=None):
    seed = seed or random.randrange(10**6)
    print(f"{rounds} rounds of {PAGES} pages, seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="hearth-fuzz-") as folder:
        report = partial(print, flush=True)
        count, misplaced = asyncio.run(fuzz(Path(folder), rounds, seed, report))
    print(f"{rounds * PAGES} page rounds, {count} messages: each letter once, in order.")
    print(f"Ended at another letter than typed: {misplaced}.")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
