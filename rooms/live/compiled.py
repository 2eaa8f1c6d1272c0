"""Statements that are made all the time: to build their SQL costs more than to run it."""

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Expression, IntegerField
from django.db.models.sql import InsertQuery, UpdateQuery


class Given(Expression):
    """The place in a statement of a value that is known only when it is asked.

    stored_in: the field of a model that is to have the value, and says how it is stored.
    """

    def __init__(self, name, number=None, stored_in=None):
        super().__init__(output_field=IntegerField())
        self.name, self.number, self.stored_in = name, number, stored_in

    @classmethod
    def each(cls, name, size):
        """The places of a list of that many values, for `__in`."""
        return [cls(name, number) for number in range(size)]

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def of(self, values):
        value = values[self.name]
        if self.stored_in:
            return self.stored_in.get_db_prep_save(value, connection)
        return value if self.number is None else value[self.number]


class Prepared:
    """A query that is asked with other values each time.

    build: called once, or with the size of each list among the values once for each size;
    returns a `values_list`. `Given("name")` stands in it for each value. A list is for `__in`:
    it is filled up with its last, so that there are few sizes, and must have one at least.
    """

    def __init__(self, build):
        self.build = build
        self.kept = {}

    def __call__(self, **values):
        """The rows, for these values."""
        sql, params, converted = self._with(values)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return converted(cursor.fetchall())

    def _with(self, values):
        lists = {name: _filled(value) for name, value in values.items() if isinstance(value, list)}
        values, sizes = values | lists, tuple(map(len, lists.values()))
        if sizes not in self.kept:
            self.kept[sizes] = self._prepare(*sizes)
        sql, params, converted = self.kept[sizes]
        return sql, [p.of(values) if isinstance(p, Given) else p for p in params], converted

    def _prepare(self, *sizes):
        compiler = self.build(*sizes).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])

        def converted(rows):
            return list(map(tuple, compiler.apply_converters(rows, converters)))

        return sql, params, converted if converters else list


def _filled(values):
    """The list in the next power of two."""
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values))


class PreparedUpdate(Prepared):
    """An update that is made with other values each time.

    build: as for a query; returns a queryset.
    fields: names of fields that are set to the value that is given under the same name.
    sets: the others, each with what it is set to.
    """

    def __init__(self, build, *fields, **sets):
        super().__init__(build)
        self.fields, self.sets = fields, sets

    def __call__(self, **values):
        """Update; return how many rows."""
        sql, params, _ = self._with(values)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.rowcount

    def _prepare(self, *sizes):
        query = self.build(*sizes).query.chain(UpdateQuery)
        fields = map(query.get_meta().get_field, self.fields)
        given = {field.name: Given(field.attname, stored_in=field) for field in fields}
        query.add_update_values(given | self.sets)
        return *query.get_compiler(connection=connection).as_sql(), None


class PreparedInsert:
    """The insert of new rows of a model, which get their ids by it, as with `bulk_create`."""

    def __init__(self, model):
        self.model, self.kept = model, {}
        self.fields = [f for f in model._meta.concrete_fields if not f.primary_key]

    def __call__(self, rows):
        """Insert them, as many in one statement as the database takes.

        `bulk_create` itself does so where that statement is not the same for other values.
        """
        size = connection.ops.bulk_batch_size(self.fields, rows)
        for begin in range(0, len(rows), size):
            self._insert(rows[begin : begin + size])

    def _insert(self, rows):
        if len(rows) not in self.kept:
            self.kept[len(rows)] = self._prepare(rows)
        if sql := self.kept[len(rows)]:
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

    def _prepare(self, rows):
        """The SQL; None where the database tells no ids, or wants the values in another order."""
        if not connection.features.can_return_rows_from_bulk_insert:
            return None
        query = InsertQuery(self.model)
        query.insert_values(self.fields, rows)
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = [self.model._meta.pk]
        ((sql, params),) = compiler.as_sql()
        return sql if len(params) == len(rows) * len(self.fields) else None


def columns(model):
    """The names of all its columns, for `values_list`."""
    return [field.attname for field in model._meta.concrete_fields]


def instance(model, names, values):
    """What has these values in these columns, in the model's order; others are read if needed."""
    return model.from_db(DEFAULT_DB_ALIAS, names, values)
