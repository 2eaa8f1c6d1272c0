from typing import Any


class PageRegistry:
    """What the database is asked and told about many pages at once.

    The consumer and the heartbeat call it in the database thread. Subclasses know people,
    sessions and rights.
    """

    def admit(self, pages: list) -> list[Exception | None]:
        """Prepare pages that connect; return None for each, or what keeps it out.

        Sets the `user_id`, `audience` and `epoch` of each page, and `since`, the number at which
        its log starts. A `Rejected` closes the socket with its code.
        """
        raise NotImplementedError

    def touch(self, pages: Any) -> None:
        """The pages answered a heartbeat."""

    def looked(self, pages: list) -> list[None]:
        """Somebody began or ceased to look at the pages: see `is_looked_at`, `is_reading`."""
        return [None] * len(pages)

    def revoked(self, pages: Any) -> dict[Any, int]:
        """{page: close code} of those pages that may no longer stay."""
        return {}

    def closed(self, pages: list) -> list[None]:
        """The pages were closed, or their connections broke: see `is_closed_well`."""
        return [None] * len(pages)
