"""What a view answers: JSON, or nothing."""

from typing import Any

from django.http import HttpResponse

from rooms.live.json_frames import to_json


class Response(HttpResponse):
    """An answer in JSON; `data` is what it says."""

    def __init__(self, data: Any, status: int = 200, **more: Any):
        more.setdefault("content_type", "application/json")
        super().__init__(to_json(data), status=status, **more)


def no_content() -> HttpResponse:
    response = HttpResponse(status=204)
    del response["Content-Type"]
    return response
