"""The description of the API as a page shows it: by subject, one entry for each address."""

from functools import lru_cache
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from rooms.api.schema import PROBLEMS, description


class Field(NamedTuple):
    name: str
    type: str
    text: str
    is_required: bool


class Operation(NamedTuple):
    id: str
    method: str
    path: str
    summary: str
    text: str
    parameters: list
    body: list
    status: str
    answer: str


class Shape(NamedTuple):
    name: str
    fields: list


class Reference(NamedTuple):
    subjects: dict
    shapes: list
    problems: list


@lru_cache(maxsize=1)
def reference() -> Reference:
    """What the page shows of the description, in its order."""
    told = description()
    subjects = {}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            subjects.setdefault(operation["tags"][0], []).append(
                _operation(path, method, operation)
            )
    shapes = told["components"]["schemas"].items()
    return Reference(
        subjects,
        [Shape(name, _fields(shape)) for name, shape in shapes],
        [(status, _with_code(text)) for status, text in PROBLEMS.items()],
    )


def _operation(path, method, operation):
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    status, answer = next(iter(operation["responses"].items()))
    content = answer.get("content", {}).get("application/json", {})
    return Operation(
        operation["operationId"],
        method.upper(),
        path,
        operation["summary"],
        _with_code(operation.get("description", "")),
        [_parameter(each) for each in operation.get("parameters", ()) if each["in"] != "path"],
        _fields(body.get("schema", {})),
        status,
        _type_of(content["schema"]) if content else "",
    )


def _parameter(told):
    text = _with_code(told.get("description", ""))
    return Field(told["name"], _type_of(told["schema"]), text, told.get("required", False))


def _fields(shape):
    required = shape.get("required", ())
    return [
        Field(name, _type_of(told), _with_code(told.get("description", "")), name in required)
        for name, told in shape.get("properties", {}).items()
    ]


def _with_code(text):
    """What stands between backticks as code."""
    kinds = ("{}", "<code>{}</code>")
    parts = [format_html(kinds[n % 2], part) for n, part in enumerate(text.split("`"))]
    return mark_safe("".join(parts))


def _type_of(told):
    """In a few letters: `integer`, `Person`, `list of Message`, `text or null`."""
    if ref := told.get("$ref"):
        return ref.rpartition("/")[2]
    if parts := told.get("oneOf") or told.get("allOf"):
        return " or ".join(_type_of(part) for part in parts)
    if values := told.get("enum"):
        return " | ".join("null" if value is None else str(value) for value in values)
    kind = told.get("type", "")
    if kind == "array":
        return f"list of {_type_of(told['items'])}"
    return " or ".join(kind) if isinstance(kind, list) else kind
