"""The list of messages that a page's frames make."""

import re
from functools import lru_cache
from html.parser import HTMLParser
from typing import NamedTuple

APPENDED = re.compile(r'<ol hx-swap-oob="beforeend:#messages:not[^>]*>(.*?)</ol>', re.S)
ITEM = re.compile(r'<li class="message[^>]*id="message-(\d+)"[^>]*>(.*?</div>)</li>', re.S)
END = r'[^>]*>(.*?)</div>(?=<div hx-swap-oob="innerHTML:#sink")'
CHANGED = re.compile(r'<div hx-swap-oob="innerHTML:#message-(\d+) .message__shown,' + END, re.S)
REACTED = re.compile(r'<div hx-swap-oob="innerHTML:#message-(\d+) .reactions,' + END, re.S)
REPLIED = re.compile(r'<div hx-swap-oob="innerHTML:#message-(\d+) .replies,' + END, re.S)
REPLIES = re.compile(r'(?<=<div class="replies">)(.*?)(?=</div>)', re.S)
REACTIONS = re.compile(r'(?<=<ul class="reactions">)(.*?)(?=</ul>)', re.S)
WHOLE = re.compile(r'<div hx-swap-oob="innerHTML:#messages,' + END, re.S)
BODY = re.compile(r'class="message__body[^>]*>(.*?)\s*(?:<small class="message__edited|</)', re.S)
CURSOR = re.compile(r'id="cursor" value="([^"]*)"')
PROBE = re.compile(r'<span[^>]* id="(look|end)"[^>]* ws-send')
BEAT = re.compile(r'id="beat".*?"n": (\d+)', re.S)


VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Frame(HTMLParser):
    """Collects the elements of a frame that say no `hx-swap-oob`, of those at its top level."""

    def __init__(self, text):
        super().__init__()
        self.depth, self.without_oob = 0, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if self.depth == 0 and "hx-swap-oob" not in dict(attrs):
            self.without_oob.append(self.get_starttag_text())
        self.depth += tag not in VOID

    def handle_startendtag(self, tag, attrs):
        if self.depth == 0 and "hx-swap-oob" not in dict(attrs):
            self.without_oob.append(self.get_starttag_text())

    def handle_endtag(self, tag):
        self.depth -= tag not in VOID


class Parsed(NamedTuple):
    text: str
    whole: dict | None
    appended: list
    changed: list
    reacted: list
    replied: list
    cursor: str | None


@lru_cache(maxsize=500)
def parse(text):
    """What a frame does to the list. All pages of an audience get the same ones."""
    assert not Frame(text).without_oob, text
    whole, cursor = WHOLE.search(text), CURSOR.search(text)
    return Parsed(
        text,
        whole and dict(ITEM.findall(whole[1])),
        [item for appended in APPENDED.findall(text) for item in ITEM.findall(appended)],
        CHANGED.findall(text),
        REACTED.findall(text),
        REPLIED.findall(text),
        cursor and cursor[1],
    )


class Conversation:
    """`messages`: {id: HTML}, as the page shows them. `doubled`: how many came twice.

    `first`: the id that the region began with when it was last replaced as a whole.
    """

    def __init__(self):
        self.frames, self.messages, self.cursor, self.doubled = [], {}, None, 0
        self.first, self.repeatable = None, set()

    def take(self, text):
        frame = parse(text)
        self.frames.append(frame.text)
        if frame.whole is not None:
            self.messages = dict(frame.whole)
            self.first, self.repeatable = next(iter(self.messages), None), set(self.messages)
        for pk, html in frame.appended:
            # A region is read after its cursor: the next frame may have its newest ones once more,
            # and the page, which appends what it lacks, drops them.
            self.doubled += pk in self.messages and pk not in self.repeatable
            self.repeatable.discard(pk)
            self.messages.setdefault(pk, html)
        for pk, html in frame.changed:
            if pk in self.messages:
                self.messages[pk] = f'<div class="message__shown">{html}</div>'
        for pk, html in frame.reacted:
            if pk in self.messages:
                before, _, after = REACTIONS.split(self.messages[pk])
                self.messages[pk] = f"{before}{html}{after}"
        for pk, html in frame.replied:
            if pk in self.messages:
                before, _, after = REPLIES.split(self.messages[pk], maxsplit=1)
                self.messages[pk] = f"{before}{html}{after}"
        self.cursor = frame.cursor or self.cursor
