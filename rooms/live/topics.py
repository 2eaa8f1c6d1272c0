"""The latest sequence number of each topic, read for all topics of a kind in one query."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db.models import QuerySet

from rooms.live.compiled import CompiledQuery, Param

POLL_SIZE = 256
"Topics polled in one query, so that no query takes long."

_queries = {}


def register_topics(kind: str, rows: Callable[[], QuerySet], field: str = "seq") -> None:
    """Declare that the topics `kind`.<pk> have their numbers in that field of `rows()`."""

    def build(size):
        topics = rows().filter(pk__in=Param.each("pks", size)).order_by()
        return topics.values_list("pk", field)

    _queries[kind] = CompiledQuery(build)


def latest_seqs(topics: Iterable[str]) -> dict[str, int]:
    """{topic: number} of those topics that have one."""
    wanted = defaultdict(list)
    for topic in topics:
        kind, _, pk = topic.partition(".")
        if kind in _queries and pk.isdecimal():
            wanted[kind].append(int(pk))
    rows = ((kind, _queries[kind](pks=pks)) for kind, pks in wanted.items())
    return {f"{kind}.{pk}": seq for kind, found in rows for pk, seq in found}
