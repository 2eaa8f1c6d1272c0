import pytest

from rooms.models import SupportDuty
from tests.support.visitor import Visitor


@pytest.fixture
def vera(db):
    """A visitor who has asked where her parcel is."""
    return Visitor()


@pytest.fixture
def on_duty(sam):
    """Sam, who is there to answer."""
    SupportDuty.objects.begin(sam)
    return sam


@pytest.fixture
async def visit():
    """Open the page of a visitor: await visit(vera)."""
    opened = []

    async def open_it(visitor, slug=None, cursor=None):
        page = visitor.page(slug)
        opened.append(page)
        return await page.connect(cursor)

    yield open_it
    for page in opened:
        if not page.socket.future.done():
            await page.close()
