from django.utils import translation
from django.utils.translation import gettext_lazy, ngettext_lazy

from rooms.live.lazy_text import format_text


def test_lazy_text_is_translated_when_it_is_shown():
    text = format_text(gettext_lazy("Add %(name)s"), name="Ana")
    assert str(text) == "Add Ana"
    with translation.override("de"):
        assert str(text) == "Ana hinzufügen"


def test_lazy_plural_follows_its_number():
    text = ngettext_lazy("%(count)d message", "%(count)d messages", "count")
    assert [str(format_text(text, count=n)) for n in (1, 2)] == ["1 message", "2 messages"]


def test_plain_text_stays_plain():
    assert format_text("Add %(name)s", name="Ana") == "Add Ana"
