from django.template import Library
from django.utils.safestring import mark_safe

from rooms.rendering import day_line, message_item, text_to_html

register = Library()
register.filter("linked", text_to_html)
register.filter("as_html", lambda message: text_to_html(message.body, message.mentions))


@register.simple_tag
def message(message, audience):
    """A message of the history, with the day's line before it where a day begins."""
    return mark_safe(day_line(message) + message_item(message, audience))
