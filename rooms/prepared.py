"""Queries that are asked all the time: their SQL is built once, which costs more than to run it."""

from django.db import connection
from django.db.models import Expression, IntegerField


class Given(Expression):
    """The place in a query of a value that is known only when it is asked."""

    def __init__(self, name, number=None):
        super().__init__(output_field=IntegerField())
        self.name, self.number = name, number

    @classmethod
    def each(cls, name, size):
        """The places of a list of that many values, for `__in`."""
        return [cls(name, number) for number in range(size)]

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def of(self, values):
        value = values[self.name]
        return value if self.number is None else value[self.number]


class Prepared:
    """A query that is asked with other values each time.

    build: called once, or with the size of the list among the values once for each size;
    returns a `values_list` of columns with numbers and words only, as they come as the
    database has them. `Given("name")` stands in it for each value.
    """

    def __init__(self, build):
        self.build = build
        self.kept = {}

    def __call__(self, **values):
        """The rows, for these values."""
        sizes = tuple(len(value) for value in values.values() if isinstance(value, list))
        if sizes not in self.kept:
            self.kept[sizes] = self.build(*sizes).query.sql_with_params()
        sql, params = self.kept[sizes]
        params = [p.of(values) if isinstance(p, Given) else p for p in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()
