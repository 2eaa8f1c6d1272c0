"""Compiled queries: the hot path's statements, whose SQL is dearer to build than to run."""

from collections.abc import Callable
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Expression, Field, IntegerField, Model, QuerySet
from django.db.models.sql import InsertQuery, UpdateQuery


class Param(Expression):
    """A value that is known only when the query runs.

    stored_as: the model field that says how the value is stored.
    """

    def __init__(self, name: str, number: int | None = None, stored_as: Field | None = None):
        super().__init__(output_field=IntegerField())
        self.name, self.number, self.stored_as = name, number, stored_as

    @classmethod
    def each(cls, name: str, size: int) -> list[Self]:
        """The params of a list of that many values, for `__in`."""
        return [cls(name, number) for number in range(size)]

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def value_in(self, values: dict) -> Any:
        value = values[self.name]
        if self.stored_as:
            return self.stored_as.get_db_prep_save(value, connection)
        return value if self.number is None else value[self.number]


class CompiledQuery:
    """A query that runs often, with other values each time.

    build: returns a `values_list` with `Param("name")` in place of each value. It is called
        once, or once for each size of the lists among the values. A list is for `__in` and must
        not be empty; it is padded with its last value, so that there are few sizes.
    """

    def __init__(self, build: Callable[..., QuerySet]):
        self.build = build
        self.compiled = {}

    def __call__(self, **values) -> list[tuple]:
        """The rows for these values."""
        sql, params, convert = self._with(values)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return convert(cursor.fetchall())

    def _with(self, values):
        lists = {name: _padded(value) for name, value in values.items() if isinstance(value, list)}
        values, sizes = values | lists, tuple(map(len, lists.values()))
        if sizes not in self.compiled:
            self.compiled[sizes] = self._compile(*sizes)
        sql, params, convert = self.compiled[sizes]
        return sql, [p.value_in(values) if isinstance(p, Param) else p for p in params], convert

    def _compile(self, *sizes):
        compiler = self.build(*sizes).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])

        def convert(rows):
            return list(map(tuple, compiler.apply_converters(rows, converters)))

        return sql, params, convert if converters else list


def _padded(values):
    """The list, padded to the next power of two."""
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values))


class CompiledUpdate(CompiledQuery):
    """An update that runs often, with other values each time.

    build: as for a query; returns a queryset.
    fields: names of fields, each set to the value that is passed under the same name.
    expressions: other fields, and what each is set to.
    """

    def __init__(self, build: Callable[..., QuerySet], *fields: str, **expressions):
        super().__init__(build)
        self.fields, self.expressions = fields, expressions

    def __call__(self, **values) -> int:
        """Update; return the number of rows."""
        sql, params, _ = self._with(values)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.rowcount

    def _compile(self, *sizes):
        query = self.build(*sizes).query.chain(UpdateQuery)
        fields = map(query.get_meta().get_field, self.fields)
        params = {field.name: Param(field.attname, stored_as=field) for field in fields}
        query.add_update_values(params | self.expressions)
        return *query.get_compiler(connection=connection).as_sql(), None


class CompiledInsert:
    """Inserts rows of a model, which get their ids by it, as with `bulk_create`."""

    def __init__(self, model: type[Model]):
        self.model, self.compiled = model, {}
        self.fields = [f for f in model._meta.concrete_fields if not f.primary_key]

    def __call__(self, rows: list) -> None:
        """Insert as many rows per statement as the database accepts.

        Falls back on `bulk_create` where the statement differs from row to row.
        """
        size = connection.ops.bulk_batch_size(self.fields, rows)
        for begin in range(0, len(rows), size):
            self._insert(rows[begin : begin + size])

    def _insert(self, rows):
        if len(rows) not in self.compiled:
            self.compiled[len(rows)] = self._compile(rows)
        if sql := self.compiled[len(rows)]:
            self._execute(sql, rows)
        else:
            self.model.objects.bulk_create(rows)

    def _execute(self, sql, rows):
        database = connections[DEFAULT_DB_ALIAS]  # `connection` looks it up for each value
        values = [
            field.get_db_prep_save(field.pre_save(row, True), database)
            for row in rows
            for field in self.fields
        ]
        with database.cursor() as cursor:
            cursor.execute(sql, values)
            for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk, row._state.adding, row._state.db = pk, False, DEFAULT_DB_ALIAS

    def _compile(self, rows):
        """The SQL; None where the database returns no ids or reorders the values."""
        if not connection.features.can_return_rows_from_bulk_insert:
            return None
        query = InsertQuery(self.model)
        query.insert_values(self.fields, rows)
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = [self.model._meta.pk]
        ((sql, params),) = compiler.as_sql()
        return sql if len(params) == len(rows) * len(self.fields) else None


def columns(model: type[Model]) -> list[str]:
    """The names of all its columns, for `values_list`."""
    return [field.attname for field in model._meta.concrete_fields]


def instance(model: type[Model], names: list[str], values: tuple) -> Any:
    """A model instance with these columns loaded; others are read when they are needed."""
    return model.from_db(DEFAULT_DB_ALIAS, names, values)
