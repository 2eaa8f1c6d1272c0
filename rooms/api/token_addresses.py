"""Tokens in addresses. Addresses stand in logs and histories, so such a token is known to many."""

import re

from django.utils.translation import gettext_lazy as _

from rooms.models.token import PREFIX

TOKEN = re.compile(
    rf"{PREFIX}\w|\beyJ[\w-]+\.|[?&](\w*token|bearer|authorization|api_?key)=", re.ASCII | re.I
)
"What a token in an address looks like, or the name of a parameter for one."
REFUSAL = _(
    "A token does not belong in an address, which many can read. Revoke it, and send another "
    "one in the header: “Authorization: Bearer …”."
)


def has_token(address: str) -> bool:
    return bool(TOKEN.search(address))
