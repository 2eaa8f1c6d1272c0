from django.template import Library

from rooms.accounts.rendering import avatar
from rooms.markup import to_html

register = Library()
register.filter("linked", to_html)
register.simple_tag(avatar)
