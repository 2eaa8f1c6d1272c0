"""What a program sends: one JSON object, of bounded size, whatever it says that it accepts."""

import json

from django.utils.translation import gettext
from rest_framework.exceptions import APIException, ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser

MAX_BODY = 64 * 1024
"Bytes; the most that a page's socket takes too."


class TooLarge(APIException):
    status_code = 413


class JSONObject(BaseParser):
    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        """The object. Raises ParseError or TooLarge."""
        body = stream.read(MAX_BODY + 1)
        if len(body) > MAX_BODY:
            raise TooLarge(gettext("That is too large: at most 64 KiB are taken."))
        try:
            data = json.loads(body)
            json.dumps(data, ensure_ascii=False).encode()  # fails for halves of characters
        except (ValueError, RecursionError):
            raise ParseError(gettext("The body is no valid JSON.")) from None
        if not isinstance(data, dict):
            raise ParseError(gettext("The body has to be a JSON object."))
        return data


class AlwaysJSON(DefaultContentNegotiation):
    """Answers in JSON without regard to the header Accept, as RFC 9110 (12.5.1) allows."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
