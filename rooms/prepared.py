"""Queries that are asked all the time: their SQL is built once, which costs more than to run it."""

from django.db import DEFAULT_DB_ALIAS, connection
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
    returns a `values_list`. `Given("name")` stands in it for each value.
    """

    def __init__(self, build):
        self.build = build
        self.kept = {}

    def __call__(self, **values):
        """The rows, for these values."""
        sizes = tuple(len(value) for value in values.values() if isinstance(value, list))
        if sizes not in self.kept:
            self.kept[sizes] = self._prepare(*sizes)
        sql, params, converted = self.kept[sizes]
        params = [p.of(values) if isinstance(p, Given) else p for p in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return converted(cursor.fetchall())

    def _prepare(self, *sizes):
        compiler = self.build(*sizes).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])

        def converted(rows):
            return list(map(tuple, compiler.apply_converters(rows, converters)))

        return sql, params, converted if converters else list


def columns(model):
    """The names of all its columns, for `values_list`."""
    return [field.attname for field in model._meta.concrete_fields]


def instance(model, names, values):
    """What has these values in these columns, in the model's order; others are read if needed."""
    return model.from_db(DEFAULT_DB_ALIAS, names, values)
