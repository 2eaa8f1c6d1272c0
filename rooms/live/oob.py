"""Fragments addressed to a place in the page, as htmx's out-of-band swaps.

A place that a page does not have is an error line in the browser's console. So each
selector here has a second target that exists exactly when the first does not: `#sink`,
hidden, in every page.
"""

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

EMPTY_SINK = mark_safe('<div hx-swap-oob="innerHTML:#sink"></div>')


def replace_inside(selector, html):
    """Put `html` inside the element; the element itself, its focus and state stay."""
    return format_html(
        '<div hx-swap-oob="innerHTML:{0}, body:not(:has({0})) #sink">{1}</div>', selector, html
    )


def append_once(list_id, item_id, html):
    """Add an item at the end of the list, unless the page has it already. The ids are ours."""
    html = conditional_escape(html)
    return mark_safe(f'<ol hx-swap-oob="beforeend:#{list_id}:not(:has(#{item_id}))">{html}</ol>')


def append(list_id, html):
    return format_html('<ol hx-swap-oob="beforeend:#{}">{}</ol>', list_id, html)
