"""What a door says to somebody who may not, or whose input does not fit."""

import logging

from django.utils.translation import gettext

from rooms.live.metrics import metrics
from rooms.live.oob import EMPTY_SINK, replace_inside

logger = logging.getLogger(__name__)


class Refused(Exception):
    """An action is refused; the text, which may be lazy, is shown to the person.

    field: the form's field that it is about, if it is about one. status: of the answer to a plain
    POST. retry_after: seconds after which the same call may succeed.
    """

    def __init__(
        self, text: str, field: str = "", *, status: int = 422, retry_after: int | None = None
    ):
        super().__init__(text)
        self.field, self.status, self.retry_after = field, status, retry_after


def show_refusal(element_id: str, text: str) -> str:
    """A push that shows the refusal in the element."""
    text = text or gettext("You are not allowed to do that.")
    return replace_inside(f"#{element_id}", text) + EMPTY_SINK


def log_refusal(user_id: int | None, name: str, text: str) -> None:
    metrics["refused"] += 1
    logger.info("Refused %s of user %s: %s", name, user_id, text)
