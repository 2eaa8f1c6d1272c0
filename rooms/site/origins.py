"""Sockets are opened by pages of this site alone."""

from urllib.parse import urlsplit

from channels.security.websocket import OriginValidator, WebsocketDenier

from rooms.live.actor import acting
from rooms.live.client_address import address_of_socket
from rooms.live.database import in_database
from rooms.models.audit import record_from_outside


class OwnOrigins(OriginValidator):
    """Refuses the sockets of other sites' pages, and puts that down in the audit log."""

    async def __call__(self, scope, receive, send):
        origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1")
        if self._is_ours(origin):
            return await self.application(scope, receive, send)
        await in_database(_put_down, scope, origin)
        await WebsocketDenier()(scope, receive, send)

    def _is_ours(self, origin):
        try:
            return self.valid_origin(urlsplit(origin) if origin else None)
        except ValueError:
            return False


def _put_down(scope, origin):
    with acting(None, address_of_socket(scope)):
        why = f"a page of {origin} asked" if origin else "no page said that it asked"
        record_from_outside("socket refused", on=scope["path"], detail=why)
