"""The newest number of each topic, asked for all topics of a kind in one query."""

from collections import defaultdict

from rooms.prepared import Given, Prepared

AT_ONCE = 250
"Topics that a process asks for at once, so that nothing waits long for the many."
SIZES = 10, 50, AT_ONCE
"Topics in a query, whose SQL is kept for each of these; a shorter list is filled up."

_queries = {}


def heads_from(kind, rows, field="seq"):
    """Say where the topics `kind`.<pk> have their numbers: in that field of `rows()`."""

    def build(size):
        topics = rows().filter(pk__in=Given.each("pks", size)).order_by()
        return topics.values_list("pk", field)

    _queries[kind] = Prepared(build)


def read_heads(topics):
    """A dict of topic to head, for those of the topics that have one."""
    wanted = defaultdict(list)
    for topic in topics:
        kind, _, pk = topic.partition(".")
        if kind in _queries and pk.isdecimal():
            wanted[kind].append(int(pk))
    return {f"{kind}.{pk}": seq for kind, pks in wanted.items() for pk, seq in _rows(kind, pks)}


def _rows(kind, pks):
    size = next((size for size in SIZES if size >= len(pks)), len(pks))
    return _queries[kind](pks=pks + pks[:1] * (size - len(pks)))
