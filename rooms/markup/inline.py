"""What stands within a line: rules for markdown-it, beside its own for code and emphasis.

Each rule gets the state of the parser and whether to be silent, and returns whether it applies.
"""

import re
from bisect import bisect_left

from rooms.markup.addresses import addresses_in, destination
from rooms.markup.emoji_names import EMOJI, NAMED
from rooms.markup.names import LETTER, name_at
from rooms.markup.visible import is_visible

MARKS = re.compile(r"[*_~`\\\[@:]")
ESCAPED = re.compile(r"\\([*_~`\[\]()>@:.+-])")
"A backslash before a sign that means something here; before any other it is a backslash."
SHRUG = r"¯\_(ツ)_/¯"
LINK = re.compile(r"\[([^\[\]]+)\]\(((?:[^\s()]|\([^\s()]*\))+)\)")
STAR_IN_A_WORD = re.compile(rf"(?<={LETTER})\*+(?={LETTER})")


def text(state, silent):
    """Up to the next mark or address."""
    mark = MARKS.search(state.src, state.pos, state.posMax)
    end = mark.start() if mark else state.posMax
    begins = [*_addresses(state)]
    if (following := bisect_left(begins, state.pos)) < len(begins):
        end = min(end, begins[following])
    return _take(state, state.src[state.pos : end], end)


def address(state, silent):
    found = _addresses(state).get(state.pos)
    if not found or state.linkLevel or found.end > state.posMax:
        return False
    token = state.push("address", "a", 0)
    token.content, token.attrs["href"] = found.written, found.url
    state.pos = found.end
    return True


def mention(state, silent):
    found = name_at(state.src, state.pos, state.env["known"])
    if not found or _is_in_a_path(state):
        return False
    end, name = found
    token = state.push("mention", "b", 0)
    token.content, token.meta["name"] = state.src[state.pos : end], name
    state.pos = end
    return True


def _is_in_a_path(state):
    """Whether a slash is before it that divides no names, as in `@ana/@ben`."""
    if not state.src.startswith("/", state.pos - 1) or not state.pos:
        return False
    return state.pending != "/" or not state.tokens or state.tokens[-1].type != "mention"


def emoji(state, silent):
    """`:tada:` is the emoji of that name."""
    named = NAMED.match(state.src, state.pos, state.posMax)
    return bool(named) and _take(state, EMOJI.get(named[1], ""), named.end())


def escape(state, silent):
    if state.src.startswith(SHRUG, state.pos - 1) and state.pos:
        return _take(state, SHRUG[1:], state.pos + len(SHRUG) - 1)
    escaped = ESCAPED.match(state.src, state.pos, state.posMax)
    return bool(escaped) and _take(state, escaped[1], escaped.end())


def star_in_a_word(state, silent):
    """`2*3*4` has no emphasis."""
    stars = STAR_IN_A_WORD.match(state.src, state.pos, state.posMax)
    return bool(stars) and _take(state, stars[0], stars.end())


def link(state, silent):
    """`[text](address)`; the text has no address of its own, which could be another one."""
    found = LINK.match(state.src, state.pos, state.posMax)
    if not found or not is_visible(found[1]):
        return False
    if any(begin in range(*found.span(1)) for begin in _addresses(state)):
        return False
    url = destination(found[2])
    if not url:
        return False
    end, last = found.end(), state.posMax
    state.push("link_open", "a", 1).attrs["href"] = url
    state.pos, state.posMax = found.span(1)
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)
    state.pos, state.posMax = end, last
    return True


def _addresses(state):
    """{begin: address}, found once for each text."""
    known = state.env["addresses"]
    if state.src not in known:
        known[state.src] = {each.begin: each for each in addresses_in(state.src)}
    return known[state.src]


def _take(state, text, end):
    """Take what stands up to `end` as this text."""
    if end == state.pos or not text:
        return False
    state.append_pending(text)
    state.pos = end
    return True
