"""An answer to a request that waits for a batch, without keeping a thread waiting."""

from collections.abc import Awaitable, Callable

from django.http import HttpRequest, HttpResponse

LATE_ANSWER = "hearth.late_answer"
"The extension of ASGI by which a server says that it awaits such answers."


def takes_late_answers(request: HttpRequest) -> bool:
    return LATE_ANSWER in getattr(request, "scope", {}).get("extensions", ())


class LateAnswer(HttpResponse):
    """What a view returns where the server awaits the rest.

    make: makes the whole answer, in the event loop, once view and middleware have returned.
    """

    def __init__(self, make: Callable[[], Awaitable[HttpResponse]]):
        super().__init__()
        self.make = make

    async def complete(self) -> None:
        """Become what is made: its status, headers and content."""
        made = await self.make()
        self.status_code, self.content = made.status_code, made.content
        for name, value in made.items():
            self[name] = value
        self["Content-Length"] = str(len(self.content))
