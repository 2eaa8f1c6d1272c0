from django.template import Library

from rooms.chat.rendering import avatar, text_to_html

register = Library()
register.filter("linked", text_to_html)
register.simple_tag(avatar)
