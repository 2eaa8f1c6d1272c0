from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from rooms.markup import USERNAME, is_visible

FIRST_YEAR, LAST_YEAR = 2000, 2999
"Times beyond them cannot be shown in every time zone."

validate_username = RegexValidator(
    USERNAME,
    _("Enter a valid username: letters, digits and . + - _, ending in a letter, a digit or _."),
)


def validate_text(value):
    """Refuse lone surrogates, which JSON can carry and no database can store."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValidationError(_("Your text contains invalid characters.")) from error


def validate_visible(value):
    """Refuse a text that nobody can see, such as one of zero-width spaces."""
    if value.strip() and not is_visible(value):
        raise ValidationError(_("Nothing of this can be seen. Write something else."))


def validate_time(value):
    """Refuse a time that cannot be reckoned with."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        years = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValidationError(_("Enter a time from %(first)d to %(last)d."), params=years)
