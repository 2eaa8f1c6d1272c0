"""What the tests do in a browser: open it, sign in, come to a room, say something."""

from pathlib import Path

from playwright.sync_api import expect

from tests.cast import PASSWORD

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REPEATED_APPEND = "htmx:oobErrorNoTarget"
"What htmx logs when a frame appends a message that the page has already."

expect.set_options(timeout=10_000)


def launch(playwright):
    """The system's Chromium if there is one, else the one that Playwright installed."""
    executable = CHROMIUM if CHROMIUM.exists() else None
    return playwright.chromium.launch(executable_path=executable, args=FLAGS)


class Visits:
    """Opens pages for people and notes everything that a page complains about.

    visit("ana", "/rooms/lobby/") is Ana's page there. Each person has a browser, which
    stays open from test to test; the pages are closed at the end of each.
    """

    def __init__(self, browser, site):
        self.browser, self.site = browser, site
        self.pages, self.complaints = [], []
        self.allowed = [REPEATED_APPEND]

    def __call__(self, person, path="/rooms/lobby/"):
        page = self.open(self._browser_of(person), path)
        expect_live(page)
        return page

    def without_script(self, person, path="/rooms/lobby/"):
        """The page with JavaScript switched off."""
        state = self._browser_of(person).storage_state()
        return self.open(self.browse(storage_state=state, java_script_enabled=False), path)

    def open(self, browser, path):
        page = browser.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.pages.append(page)
        page.goto(path)
        return page

    def browse(self, **options):
        """A browser with nobody signed in, unless the options say so."""
        return self.browser.new_context(base_url=self.site.url, **options)

    def client(self, person):
        """A client that sends plain HTTP for the person, with no page around it."""
        state = self._browser_of(person).storage_state()
        token = next(c["value"] for c in state["cookies"] if c["name"] == "csrftoken")
        headers = {"X-CSRFToken": token}
        return self.browse(storage_state=state, extra_http_headers=headers).request

    def allow(self, text):
        """Expect complaints with these words: the test provokes them."""
        self.allowed.append(text)

    def close(self):
        for page in self.pages:
            page.close()

    def _browser_of(self, person):
        if person not in self.site.browsers:
            browser = self.site.browsers[person] = self.browse()
            page = self.open(browser, "/accounts/login/")
            sign_in(page, person)
            expect_live(page)
            page.close()
        return self.site.browsers[person]

    def _hear(self, message):
        allowed = any(words in message.text for words in self.allowed)
        if message.type == "error" and not allowed:
            self.complaints.append(f"{message.text} ({message.location.get('url')})")


def sign_in(page, person, password=PASSWORD):
    """Fill in the login page, which is open."""
    page.locator("[name=username]").fill(person)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")


def expect_live(page):
    expect(page.locator("#connection")).to_contain_text("Live")


def record_frames(page):
    """A list that fills with the text of every frame which the page receives from now on."""
    frames = []

    def listen(socket):
        socket.on("framereceived", lambda frame: frames.append(frame))

    page.on("websocket", listen)
    return frames


def box(page):
    """Where one writes."""
    return page.locator("#compose [name=body]")


def say(page, text):
    """Write in the one-line box, press Enter, and see it accepted."""
    box(page).fill(text)
    box(page).press("Enter")
    expect(box(page)).to_have_value("")


def messages(page):
    return page.locator("#messages > li.message")


def message(page, text):
    """The one message with these words."""
    return messages(page).filter(has_text=text)


def numbers(page):
    """The numbers of the messages, in the order in which the page shows them."""
    return messages(page).evaluate_all("items => items.map(item => Number(item.dataset.seq))")


def place(page, slug):
    """The room in the sidebar."""
    return page.locator(f'#rooms a[href="/rooms/{slug}/"]')


def here(page, name):
    """The person in the list of those who are here now."""
    return page.locator("#presence .person").filter(has_text=name)


def act(item, verb):
    """Choose Edit or Delete at a message."""
    item.hover()
    item.get_by_role("link", name=verb, exact=True).click()


def edit(page, text, new_text):
    act(message(page, text), "Edit")
    form = page.locator(".change")
    form.locator("[name=body]").fill(new_text)
    form.get_by_role("button", name="Save").click()


def delete(page, text):
    act(message(page, text), "Delete")
    page.locator(".change").get_by_role("button", name="Delete").click()
