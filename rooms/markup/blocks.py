"""What stands in lines of its own: rules for markdown-it, stricter than its own.

In a conversation a line belongs to a list or a quote only if it says so, a mark without a text is
no mark, and of what somebody typed nothing may be missing.
"""

import re

from markdown_it.rules_block import blockquote, list_block
from markdown_it.rules_block.fence import make_fence_rule

DEEPEST = 12
"Levels of lists and quotes; deeper ones stay text."
QUOTE = re.compile(r">[ \t]+\S")
ITEM = re.compile(r"(?:[-+*]|[0-9]{1,9}[.)])[ \t]+(?![-+* \t]*$)\S")
FENCE = re.compile(r"`{3,}[ \t]*[\w.+#-]*[ \t]*$")


def _only_where(pattern, rule):
    def strict(state, begin, end, silent):
        line = state.src[state.bMarks[begin] + state.tShift[begin] : state.eMarks[begin]]
        fits = state.level < DEEPEST and pattern.match(line)
        return bool(fits) and rule(state, begin, end, silent)

    return strict


quote = _only_where(QUOTE, blockquote)
items = _only_where(ITEM, list_block)
_fence = _only_where(FENCE, make_fence_rule(markers=("`",)))


def fence(state, begin, end, silent):
    """A block of code; the marks alone, with nothing after them, are none."""
    has_text = any(not state.isEmpty(line) for line in range(begin + 1, end))
    return has_text and _fence(state, begin, end, silent)


def end_of_quote(state, begin, end, silent):
    """A line without the mark of a quote ends it."""
    return silent


def paragraph(state, begin, end, silent):
    """Lines of text with their white space, up to an empty one or another block."""
    rules = state.md.block.ruler.getRules("paragraph")
    until, end = begin + 1, state.lineMax
    while until < end and not state.isEmpty(until) and state.sCount[until] >= state.blkIndent:
        if any(rule(state, until, end, True) for rule in rules):
            break
        until += 1
    token = state.push("inline", "", 0)
    token.content = state.getLines(begin, until, state.blkIndent, False)
    token.children, token.map, state.line = [], [begin, until], until
    return True
