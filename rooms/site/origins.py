"""Only pages of this site may open its sockets."""

from urllib.parse import urlsplit

from channels.security.websocket import OriginValidator, WebsocketDenier

from rooms.live.actor import as_actor
from rooms.live.client_address import address_of_socket
from rooms.live.database import in_database
from rooms.models.audit import record_limited


class OwnOrigins(OriginValidator):
    """Refuses the sockets of other sites' pages and records that in the audit log."""

    async def __call__(self, scope, receive, send):
        origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1")
        if self._is_own(origin):
            return await self.application(scope, receive, send)
        await in_database(_record, scope, origin)
        await WebsocketDenier()(scope, receive, send)

    def _is_own(self, origin):
        try:
            return self.valid_origin(urlsplit(origin) if origin else None)
        except ValueError:
            return False


def _record(scope, origin):
    with as_actor(None, address_of_socket(scope)):
        reason = f"a page of {origin} asked" if origin else "the request had no origin"
        record_limited("socket refused", on=scope["path"], detail=reason)
