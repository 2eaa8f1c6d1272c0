"""Loads our templates without the white space that only lays out their source.

A run of white space that contains a newline is
- dropped after an opening tag or a block, before a closing tag or a block, and between two tags;
- one space between two texts, from text to an opening tag, and from a closing tag to text;
- one space between the attributes of a tag, and nothing before its `>`.

`{{ … }}` counts as text. A void element such as `<input>` is both an opening and a closing tag.
Other white space stays, and so does all that is inside `<textarea>`, `<pre>`, `<script>`,
`<style>` and `{% blocktranslate %}`. Rendered values are never touched.
"""

import re

from django.template.loaders.filesystem import Loader as FilesystemLoader

SUFFIXES = (".html", ".svg")
VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr", re.IGNORECASE)

DJANGO = r"{%.*?%}|{\#.*?\#}|{{.*?}}"
IN_TAG = rf"""(?: {DJANGO} | "(?: {DJANGO} | [^"] )*+" | '(?: {DJANGO} | [^'] )*+' | [^>"'] )*+"""
GAP = r"[ \t\r\f]*\n[ \t\r\f\n]*"
GAP_IN_TAG = re.compile(rf"{GAP}(>\Z)?")
PIECE = re.compile(
    rf"""
      (?P<opening> <(?P<verbatim>textarea|pre|script|style)\b {IN_TAG}> )
      (?P<content> (?s:.*?) </(?P=verbatim)> )
    | (?P<tag> <(?P<slash>/?)!?(?P<name>[a-z][\w-]*) {IN_TAG}> )
    | (?P<block>
          {{%[ ]*blocktrans(?:late)?\b.*?%}} (?s:.*?) {{%[ ]*endblocktrans(?:late)?[ ]*%}}
        | {{%.*?%}} | {{\#.*?\#}} )
    | (?P<gap> {GAP} )
    | (?P<text> {{{{.*?}}}} | [^\s<{{]+ | . )
    """,
    re.VERBOSE | re.IGNORECASE,
)


class Loader(FilesystemLoader):
    """Finds templates in DIRS. Those of installed apps have Django's own loader."""

    def get_contents(self, origin):
        source = super().get_contents(origin)
        return strip_layout(source) if origin.name.endswith(SUFFIXES) else source


def strip_layout(source: str) -> str:
    """Return the template's source without the white space that only lays it out."""
    parts, left, has_gap = [], None, False
    for piece in PIECE.finditer(source):
        if piece["gap"]:
            has_gap = True
            continue
        right = _kind(piece)
        if has_gap and left and _needs_space(left, right):
            parts.append(" ")
        parts.append(_strip_tag(piece))
        left, has_gap = right, False
    return "".join(parts)


def _kind(piece):
    if piece["opening"]:
        return "element"
    if piece["tag"]:
        if piece["slash"]:
            return "closing"
        is_void = VOID.fullmatch(piece["name"]) or piece["tag"].endswith("/>")
        return "element" if is_void else "opening"
    return "block" if piece["block"] else "text"


def _needs_space(left, right):
    is_beside_text = "text" in (left, right)
    return is_beside_text and left not in ("opening", "block") and right not in ("closing", "block")


def _strip_tag(piece):
    tag = piece["opening"] or piece["tag"]
    if not tag:
        return piece[0]
    return GAP_IN_TAG.sub(lambda gap: gap[1] or " ", tag) + (piece["content"] or "")
