"""A visitor of the support desk: a browser that asks, and perhaps a page that it has open."""

import uuid

from django.conf import settings
from django.test import Client

from rooms.models import Ticket
from tests.live_page import LivePage


class Visitor:
    """client: that of their browser. ticket: their conversation."""

    def __init__(self, name="Vera", question="Where is my parcel?", **fields):
        self.client = Client()
        data = {"name": name, "body": question, "key": uuid.uuid4()}
        self.answer = self.client.post("/support/", data | fields)
        assert self.answer.status_code == 302, self.answer.content.decode()
        self.address = self.answer.url
        self.slug = self.address.split("/")[2]
        self.ticket = Ticket.objects.select_related("room", "guest").get(room__slug=self.slug)
        self.guest = self.ticket.guest

    def get(self, path=None):
        return self.client.get(path or self.address)

    def say(self, text):
        return self.client.post(self.address, {"body": text})

    def page(self, slug=None, **options):
        """The socket of their page, not opened."""
        return VisitorPage(self.client, f"/ws/support/{slug or self.slug}/", **options)


class VisitorPage(LivePage):
    def __init__(self, client, path, **options):
        super().__init__("none", path, **options)
        cookies = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())
        headers = self.socket.scope["headers"]
        headers[0] = (b"cookie", cookies.encode())
        assert headers[1][1] == settings.ORIGINS[0].encode()
