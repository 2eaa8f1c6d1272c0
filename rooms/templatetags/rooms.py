from django.template import Library, Node
from django.utils.html import format_html

from rooms.accounts.rendering import avatar
from rooms.chat.composer import form_address, forms_ahead
from rooms.markup import line_to_html
from rooms.site.cached_answers import ANSWERS

register = Library()
register.filter("linked", line_to_html)
register.simple_tag(avatar)
register.simple_tag(form_address, takes_context=True)
register.simple_tag(forms_ahead, takes_context=True)


@register.filter
def isolated(name):
    """A name in a sentence, whose direction does not mix with that of the sentence."""
    return format_html("<bdi>{}</bdi>", name) if name else ""


@register.simple_tag
def cached_address(name):
    """Where the browser finds the answer of that name, offline too."""
    return ANSWERS[name].address()


@register.tag
def remember(parser, token):
    """`{% remember name %}…{% endremember %}`: render this, and keep it as the variable too."""
    _, name = token.split_contents()
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    return Remember(name, nodelist)


class Remember(Node):
    def __init__(self, name, nodelist):
        self.name, self.nodelist = name, nodelist

    def render(self, context):
        html = context[self.name] = self.nodelist.render(context).strip()
        return html
