from rooms.api.answers import Response
from rooms.api.authentication import make_pass
from rooms.api.described import described
from rooms.api.door import ApiView
from rooms.models.socket_pass import LASTS


class Pass(ApiView):
    tag = "tokens"

    @described("A pass for the socket", "SocketPass", status=201)
    def post(self, request):
        """It opens one socket as the user of this token, for who cannot send a header with it."""
        path = f"/ws/api/v1/?pass={make_pass(request.auth)}"
        address = request.build_absolute_uri(path).replace("http", "ws", 1)
        return Response({"url": address, "seconds": LASTS.seconds}, 201)
