"""Who a token acts as."""

from rooms.api.answers import Response
from rooms.api.described import described
from rooms.api.door import ApiView
from rooms.api.rendering import person_json


class Me(ApiView):
    tag = "people"

    @described("Who I am", "Me")
    def get(self, request):
        """The user of the token, and what the token may do."""
        scopes = sorted(request.auth.scopes)
        body = person_json(request.user)
        return Response(body | {"scopes": scopes, "is_staff": request.user.is_staff})
