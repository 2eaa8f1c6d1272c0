"""The latest sequence number of each topic, read for all topics of a kind in one query."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db.models import QuerySet

from rooms.live.compiled import CompiledQuery, Param

POLL_SIZE = 256
"Topics polled in one query, so that no query takes long."

_queries = {}


def register_topics(kind: str, rows: Callable[[], QuerySet], field: str = "seq") -> None:
    """Declare that the topics `kind`.<pk> have their numbers in that field of `rows()`.

    "support.notes" is the kind of `support.<pk>.notes`.
    """

    def build(size):
        topics = rows().filter(pk__in=Param.each("pks", size)).order_by()
        return topics.values_list("pk", field)

    _queries[kind] = CompiledQuery(build)


def latest_seqs(topics: Iterable[str]) -> dict[str, int]:
    """{topic: number} of those topics that have one."""
    wanted = defaultdict(list)
    for topic in topics:
        kind, pk, part = _parts(topic)
        if kind + part in _queries and pk.isdecimal():
            wanted[kind, part].append(int(pk))
    rows = ((*kind, _queries["".join(kind)](pks=pks)) for kind, pks in wanted.items())
    return {f"{kind}.{pk}{part}": seq for kind, part, found in rows for pk, seq in found}


def _parts(topic):
    """("support", "5", ".notes") of `support.5.notes`."""
    kind, _, rest = topic.partition(".")
    pk, dot, part = rest.partition(".")
    return kind, pk, dot + part
