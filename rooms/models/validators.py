from django.core.exceptions import ValidationError


def validate_text(value):
    """Refuse lone surrogates, which JSON can carry and no database can store."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValidationError("Your text contains invalid characters.") from error
