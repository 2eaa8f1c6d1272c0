from django.template import Library

from rooms.rendering import avatar, message_lines, text_to_html

register = Library()
register.filter("linked", text_to_html)
register.simple_tag(message_lines)
register.simple_tag(avatar)
