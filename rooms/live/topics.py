"""The newest number of each topic, asked for all topics of a kind in one query."""

from collections import defaultdict

from rooms.live.compiled import Given, Prepared

AT_ONCE = 256
"Topics that a process asks for at once, so that nothing waits long for the many."

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
    rows = ((kind, _queries[kind](pks=pks)) for kind, pks in wanted.items())
    return {f"{kind}.{pk}": seq for kind, found in rows for pk, seq in found}
