import os

from site_config.server.http import HttpHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
http = HttpHandler()  # runs django.setup(), which the imports below need

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import re_path  # noqa: E402

from dashboard import routing as dashboard_routing  # noqa: E402
from rooms import routing as rooms_routing  # noqa: E402
from rooms.live.handshake import HandshakeMiddleware  # noqa: E402
from rooms.site.origins import OwnOrigins  # noqa: E402
from site_config.root_path import at_root  # noqa: E402

routes = [*dashboard_routing.websocket_urlpatterns, *rooms_routing.websocket_urlpatterns]
pages = re_path("", OwnOrigins(URLRouter(routes), settings.ORIGINS))
websocket = HandshakeMiddleware(URLRouter([*rooms_routing.program_urlpatterns, pages]))

application = at_root(ProtocolTypeRouter({"http": http, "websocket": websocket}))
