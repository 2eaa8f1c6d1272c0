from django.template import Library

from rooms.rendering import avatar, message_lines, moment, text_to_html

register = Library()
register.filter("linked", text_to_html)
register.filter("as_html", lambda message: text_to_html(message.body, message.mentions))
register.simple_tag(message_lines)
register.simple_tag(avatar)
register.simple_tag(moment)
