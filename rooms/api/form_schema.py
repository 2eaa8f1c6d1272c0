"""Django's forms as JSON schemas, so that what an action takes is stated once."""

from django import forms

TYPES = [
    (forms.UUIDField, {"type": "string", "format": "uuid"}),
    (forms.DateTimeField, {"type": "string", "format": "date-time"}),
    (forms.BooleanField, {"type": "boolean"}),
    (forms.IntegerField, {"type": "integer"}),
    (
        forms.ModelMultipleChoiceField,
        {"type": "array", "items": {"type": "string", "minLength": 1}},
    ),
    (forms.MultipleChoiceField, {"type": "array", "items": {"type": "string", "minLength": 1}}),
]
NOT_EMPTY = {"string": "minLength", "array": "minItems"}


def body_schema(form, names):
    """The schema of a JSON object with these fields of the form."""
    fields = {name: form.fields[name] for name in names}
    schema = {
        "type": "object",
        "properties": {name: field_schema(field) for name, field in fields.items()},
    }
    if required := [name for name, field in fields.items() if field.required]:
        schema["required"] = required
    return schema


def _takes_id(field):
    return isinstance(field, forms.ModelChoiceField) and not field.to_field_name


def field_schema(field):
    schema = next((dict(type) for kind, type in TYPES if isinstance(field, kind)), None)
    schema = schema or {"type": "integer" if _takes_id(field) else "string"}
    for ours, theirs in (
        *(("min_value", "minimum"), ("max_value", "maximum")),
        *(("max_length", "maxLength"), ("min_length", "minLength")),
    ):
        limit = getattr(field, ours, None)
        if isinstance(limit, int):
            schema[theirs] = limit
    if field.required and schema["type"] in NOT_EMPTY:
        schema[NOT_EMPTY[schema["type"]]] = 1
    if text := str(field.help_text):
        schema["description"] = text
    return schema
