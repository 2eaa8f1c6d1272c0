"""A request's action among those that others ask for at the same time, in one transaction."""

import logging
from typing import Any

from django.utils.translation import gettext

from rooms.api.problems import answer_problem, plain_response
from rooms.live.actions import Action, Caller
from rooms.live.actor import as_actor
from rooms.live.audience import audience_of
from rooms.live.client_address import address_of_request
from rooms.live.hub import Hub
from rooms.live.metrics import metrics

logger = logging.getLogger(__name__)


class BatchedRequest:
    """A request, as the page that its action answers. For the event loop.

    path: of the request; its user is who asks, `subject` what about.
    """

    def __init__(self, request, subject: int):
        user = request.user
        self.hub, self.path, self.user, self.user_id = Hub.running(), request.path, user, user.pk
        self.address, self.caller = address_of_request(request), Caller(user.pk, subject)
        self.audience = audience_of(user.language, user.time_zone)

    def as_actor(self):
        return as_actor(self.user, self.address)

    async def perform(self, action: Action, data: dict) -> Any:
        """What the action's `show` makes. Raises Refused; its `show_refusal` returns it."""
        done = await action.handle(self, data)
        if isinstance(done, Exception):
            raise done
        return done

    def problem(self, error: Exception):
        """The answer to what the action raised."""
        with self.audience.activated():
            if response := answer_problem(error, self.path):
                return response
            metrics["errors"] += 1
            logger.error("A request for %s failed", self.path, exc_info=error)
            return plain_response(500, gettext("That did not work. The fault is ours."))


def keep_refusal(page: BatchedRequest, data: dict, refusal: Exception) -> Exception:
    """An action's `show_refusal`."""
    return refusal
