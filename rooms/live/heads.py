"""The newest number of each topic, asked for many topics in one query."""

from collections import defaultdict

from django.db.models import CharField, Value

_sources = {}


def heads_from(kind, rows, field="seq"):
    """Say where the topics `kind`.<pk> have their numbers: in that field of `rows()`."""
    _sources[kind] = rows, field


def read_heads(topics):
    """A dict of topic to head, for those of the topics that have one."""
    wanted = defaultdict(set)
    for topic in topics:
        kind, _, pk = topic.partition(".")
        if kind in _sources and pk.isdecimal():
            wanted[kind].add(int(pk))
    queries = [_query(kind, pks) for kind, pks in sorted(wanted.items())]
    if not queries:
        return {}
    rows = queries[0].union(*queries[1:], all=True)
    return {f"{kind}.{pk}": seq for kind, pk, seq in rows}


def _query(kind, pks):
    rows, field = _sources[kind]
    topics = rows().filter(pk__in=pks).order_by()
    return topics.annotate(topic_kind=Value(kind, CharField())).values_list(
        "topic_kind", "pk", field
    )
