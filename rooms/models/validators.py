from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def validate_text(value):
    """Refuse lone surrogates, which JSON can carry and no database can store."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValidationError(_("Your text contains invalid characters.")) from error
