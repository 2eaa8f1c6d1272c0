"""What a test does in a browser: open a page, sign in, post, look at the sidebar."""

import shutil

from playwright.sync_api import expect

from e2e.server import PASSWORD

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), None)
"The system's Chromium, best the one without windows; None leaves the choice to Playwright."
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIGN_IN = "/accounts/login/"
REPEATED_APPEND = "htmx:oobErrorNoTarget"
"What htmx logs when a frame appends a message that the page already has."

expect.set_options(timeout=10_000)


def launch(playwright):
    """Launch the system's Chromium if there is one, else the one that Playwright installed."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


class Visits:
    """Opens pages for people and collects the errors in their consoles.

    visit("ana", "/rooms/lobby/") returns Ana's page there. Each person has one browser context,
    which stays signed in from test to test. The pages are closed at the end of each test.
    """

    def __init__(self, browser, site):
        self.browser, self.site = browser, site
        self.pages, self.errors = [], []
        self.allowed = [REPEATED_APPEND]

    def __call__(self, person, path="/rooms/lobby/"):
        page = self.open(self._context_of(person), path)
        expect_live(page)
        return page

    def without_script(self, person, path="/rooms/lobby/"):
        """Open the page with JavaScript switched off."""
        state = self._context_of(person).storage_state()
        return self.open(self.new_context(storage_state=state, java_script_enabled=False), path)

    def open(self, context, path):
        page = context.new_page()
        page.on("console", self._check_console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.pages.append(page)
        page.goto(path)
        return page

    def new_context(self, **options):
        """A browser context with nobody signed in, unless the options say otherwise."""
        return self.browser.new_context(base_url=self.site.url, **options)

    def http_client(self, person):
        """A client that sends plain HTTP requests as the person, without a page."""
        state = self._context_of(person).storage_state()
        token = next(c["value"] for c in state["cookies"] if c["name"] == "csrftoken")
        headers = {"X-CSRFToken": token}
        return self.new_context(storage_state=state, extra_http_headers=headers).request

    def allow_error(self, text):
        """Accept console errors that contain this text, because the test provokes them."""
        self.allowed.append(text)

    def close(self):
        for page in self.pages:
            page.close()

    def _context_of(self, person):
        if person not in self.site.contexts:
            context = self.site.contexts[person] = self.new_context()
            context.request.get(SIGN_IN)
            form = {"username": person, "password": PASSWORD}
            token = next(c["value"] for c in context.cookies() if c["name"] == "csrftoken")
            signed_in = context.request.post(SIGN_IN, form=form | {"csrfmiddlewaretoken": token})
            assert not signed_in.url.endswith(SIGN_IN), signed_in.text()
        return self.site.contexts[person]

    def _check_console(self, message):
        is_allowed = any(text in message.text for text in self.allowed)
        if message.type == "error" and not is_allowed:
            self.errors.append(f"{message.text} ({message.location.get('url')})")


def sign_in(page, person, password=PASSWORD):
    """Fill in and send the sign-in form, which is open."""
    page.locator("[name=username]").fill(person)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")


async def sign_in_async(page, person, password=PASSWORD):
    """The same with Playwright's other interface, for many pages at once."""
    await page.locator("[name=username]").fill(person)
    await page.locator("[name=password]").fill(password)
    await page.locator("[name=password]").press("Enter")


FETCHED_AHEAD = """[...document.querySelectorAll("link[rel=prefetch]")]
    .every(link => performance.getEntriesByName(link.href)
        .some(fetched => fetched.responseStatus === 200))"""


def wait_until_fetched_ahead(page):
    """Until the browser has what it needs when the connection is down: the forms to come."""
    page.wait_for_function(FETCHED_AHEAD)


def expect_live(page):
    expect(page.locator("#connection")).to_contain_text("Live")


def wait_until_read(site, person, slug="lobby"):
    """Until the site knows that the person has read the room; pages say so after Live."""
    place = f"Membership.objects.get(user__username='{person}', room__slug='{slug}')"
    site.wait_until(f"[{place}.read_posts == {place}.room.posts]", ["True"])


def record_frames(page):
    """A list that grows by the text of every frame that the page receives from now on."""
    frames = []

    def listen(socket):
        socket.on("framereceived", lambda frame: frames.append(frame))

    page.on("websocket", listen)
    return frames


def composer(page):
    """The field in which a person writes a message."""
    return page.locator(".outbox .composer:not(:has(.sent)) [name=body]")


def undelivered(page):
    """The messages that were sent and are not known to be stored."""
    return page.locator(".composer:has(.sent)")


def post(page, text):
    """Write the text in the composer, press Enter and wait until the server has accepted it."""
    composer(page).fill(text)
    composer(page).press("Enter")
    expect(composer(page)).to_have_value("")
    expect(undelivered(page)).to_have_count(0)


def messages(page):
    return page.locator("#messages > li.message")


def message(page, text):
    """The one message that contains the text."""
    return messages(page).filter(has_text=text)


def seqs(page):
    """The numbers of the messages, in the order in which the page shows them."""
    return messages(page).evaluate_all("items => items.map(item => Number(item.dataset.seq))")


def sidebar_room(page, slug):
    """The room's link in the sidebar."""
    return page.locator(f'#rooms a[href="/rooms/{slug}/"]')


def presence(page, name):
    """The person in the list of those who are in the room now."""
    return page.locator("#presence .person").filter(has_text=name)


def choose_action(item, label):
    """Choose Edit or Delete, which are links, or Reply or Thread among a message's actions."""
    item.hover()
    # A line that comes meanwhile moves it away from the pointer; so do not look at it first.
    action = item.get_by_role("link", name=label, exact=True)
    action.or_(item.get_by_role("button", name=label, exact=True)).click(force=True)


def reply_to(page, text):
    """Choose Reply at the message and wait until the composer says what it replies to."""
    choose_action(message(page, text), "Reply")
    expect(page.locator(".composer__quoted")).to_contain_text(text)


def edit(page, text, new_text):
    choose_action(message(page, text), "Edit")
    form = page.locator(".change")
    form.locator("[name=body]").fill(new_text)
    form.get_by_role("button", name="Save").click()


def delete(page, text):
    choose_action(message(page, text), "Delete")
    page.locator(".change").get_by_role("button", name="Delete").click()


def drawn_width(page, selector):
    """The width of the first SVG shape that matches, in its own units.

    It is found and measured in one step, because a push may replace it at any moment.
    """
    expect(page.locator(selector).first).to_be_attached()
    return page.evaluate("selector => document.querySelector(selector).getBBox().width", selector)
