"""Queries that are asked all the time: their SQL is built once, which costs more than to run it."""

from django.db import connection
from django.db.models import Expression, IntegerField


class Given(Expression):
    """The place in a query of a value that is known only when it is asked."""

    def __init__(self, name):
        super().__init__(output_field=IntegerField())
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Prepared:
    """A query that is asked with other values each time.

    build: called once; returns a `values_list` of columns with numbers and words only, as
    they come as the database has them. `Given("name")` stands in it for each value.
    """

    def __init__(self, build):
        self.build = build
        self.kept = None

    def __call__(self, **values):
        """The rows, for these values."""
        if self.kept is None:
            self.kept = self.build().query.sql_with_params()
        sql, params = self.kept
        params = [values[p.name] if isinstance(p, Given) else p for p in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()
