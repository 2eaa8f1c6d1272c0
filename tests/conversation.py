"""The list of messages that a page's frames make."""

import re
from html.parser import HTMLParser

APPENDED = re.compile(r'<ol hx-swap-oob="beforeend:#messages:not[^>]*>(.*?)</ol>', re.S)
ITEM = re.compile(r'<li class="message[^>]*id="message-(\d+)"[^>]*>(.*?)</li>', re.S)
END = r'[^>]*>(.*?)</div>(?=<div hx-swap-oob="innerHTML:#sink")'
CHANGED = re.compile(r'<div hx-swap-oob="innerHTML:#message-(\d+),' + END, re.S)
WHOLE = re.compile(r'<div hx-swap-oob="innerHTML:#messages,' + END, re.S)
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


class Conversation:
    """`messages`: {id: HTML}, as the page shows them. `doubled`: how many came twice."""

    def __init__(self):
        self.frames, self.messages, self.cursor, self.doubled = [], {}, None, 0

    def take(self, text):
        assert not Frame(text).without_oob, text
        self.frames.append(text)
        if whole := WHOLE.search(text):
            self.messages = dict(ITEM.findall(whole[1]))
        for appended in APPENDED.findall(text):
            for pk, html in ITEM.findall(appended):
                self.doubled += pk in self.messages
                self.messages.setdefault(pk, html)
        for pk, html in CHANGED.findall(text):
            if pk in self.messages:
                self.messages[pk] = html
        if cursor := CURSOR.search(text):
            self.cursor = cursor[1]
