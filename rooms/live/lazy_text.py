"""Texts that are translated when they are shown, in the language of whoever reads them."""

from django.utils.functional import keep_lazy_text


@keep_lazy_text
def format_text(text: str, **values: object) -> str:
    """The text with its named placeholders filled; lazy if the text is lazy."""
    return text % values
