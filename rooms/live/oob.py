"""Out-of-band swaps: the one module that writes `hx-swap-oob`, for pushes and HTTP answers.

htmx logs an error in the browser's console for a target that a page does not have. So each
selector here has a second target that exists exactly when the first does not: the hidden
`#sink` of every page.
"""

import re

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

EMPTY_SINK = mark_safe('<div hx-swap-oob="innerHTML:#sink"></div>')
"Ends a push that may have filled the sink."
ROOT = re.compile(r"\s*<[a-z]+")


def replace(fragment: SafeString) -> SafeString:
    """Replace the element that has the id of the fragment's root."""
    root = ROOT.match(fragment)
    return mark_safe(f'{root[0]} hx-swap-oob="true"{fragment[root.end() :]}')


def replace_inside(selector: str, html: str, present: str = "") -> SafeString:
    """Replace what is inside the element; the element itself, its focus and state stay.

    present: a selector that matches whenever `selector` does, for one that contains `:has()`,
    which CSS does not nest.
    """
    target = '<div hx-swap-oob="innerHTML:{}, body:not(:has({})) #sink">{}</div>'
    return format_html(target, selector, present or selector, html)


def fill(element_id: str, html: str) -> SafeString:
    """Replace what is inside an element that every page has."""
    return format_html('<div hx-swap-oob="innerHTML:#{}">{}</div>', element_id, html)


def append_once(list_id: str, item_id: str, html: str) -> SafeString:
    """Append an item to the list unless the page has it already. The ids are ours."""
    html = conditional_escape(html)
    return mark_safe(f'<ol hx-swap-oob="beforeend:#{list_id}:not(:has(#{item_id}))">{html}</ol>')


def insert_after(selector: str, html: str) -> SafeString:
    """Insert the element after the one that is there."""
    return format_html('<div hx-swap-oob="afterend:{}">{}</div>', selector, html)


def insert_before(selector: str, html: str) -> SafeString:
    """Insert the element before the one that is there."""
    return format_html('<div hx-swap-oob="beforebegin:{}">{}</div>', selector, html)


def append_inside(selector: str, html: str) -> SafeString:
    """Append to what is inside an element, whatever it is."""
    return format_html('<div hx-swap-oob="beforeend:{}">{}</div>', selector, html)


def delete(selector: str) -> SafeString:
    """Remove the element, if it is there."""
    return format_html('<div hx-swap-oob="delete:{}"></div>', selector)
