import asyncio

import pytest

from tests.server.client import signed_in_headers
from tests.server.conftest import prepared_site, site
from tests.stack.reader import Reader

__all__ = ["prepared_site", "site"]


@pytest.fixture
async def readers(site):
    """Opens pages of the Lobby that come back as htmx does."""
    opened = []

    async def open_page(username):
        headers = await asyncio.to_thread(signed_in_headers, site.url, username)
        opened.append(Reader([site.url], headers, "lobby"))
        await opened[-1].open()
        return opened[-1]

    yield open_page
    for reader in opened:
        await reader.close()
