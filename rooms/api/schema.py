"""The description of the API in OpenAPI 3.1, made from the views, the forms and the shapes."""

import json
from functools import lru_cache
from inspect import getdoc

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.text import slugify
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.views import APIView

from rooms.api import shapes
from rooms.api.described import Listed
from rooms.api.form_schema import body_schema, field_schema
from rooms.api.problems import MEDIA_TYPE

PROBLEMS = {
    400: "The body is no JSON object, or a token stands in the address.",
    401: "No token, or one that is not valid any more.",
    403: "The token has not the scope, or the user has not the right.",
    404: "There is no such thing, or it is not for this user.",
    409: "What is asked does not fit its state any more: somebody was faster.",
    413: "The body is larger than 64 KiB.",
    415: "The body is not JSON.",
    422: "What was sent does not fit; `detail` says why.",
    429: "Too much at once: `Retry-After` says in how many seconds it goes on.",
    503: "The database takes nothing at the moment.",
}
BODY_PROBLEMS = {413, 415}
OPEN = {401, 403}


class Description(AutoSchema):
    """What every address of the API may answer besides."""

    def get_operation(self, *args, **kwargs):
        operation = super().get_operation(*args, **kwargs)
        if operation:
            _require_body(operation)
            has_body = self.method not in ("GET", "DELETE")
            for status, text in PROBLEMS.items():
                if has_body or status not in BODY_PROBLEMS:
                    response = OpenApiResponse(shapes.Problem, text)
                    answer = self._get_response_for_code(response, str(status), [MEDIA_TYPE])
                    operation["responses"].setdefault(str(status), answer)
        return operation

    def get_operation_id(self):
        return slugify(self.get_summary()).replace("-", "_")

    def get_description(self):
        """The docstring of the method alone; that of its class is for who reads the code."""
        return getdoc(getattr(self.view, self.method.lower())) or ""

    def get_tags(self):
        return [self.view.tag]

    def _get_serializer_name(self, serializer, direction, bypass_extensions=False):
        name = super()._get_serializer_name(serializer, direction, bypass_extensions)
        return name.removesuffix("Shape")


def _require_body(operation):
    body = operation.get("requestBody", {"content": {}})
    if any("required" in content["schema"] for content in body["content"].values()):
        body["required"] = True


def _addresses(resolver):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield URLResolver(each.pattern, [*_addresses(each)])
        elif view := getattr(each.callback, "view_class", None):
            yield URLPattern(each.pattern, _view(view).as_view(), name=each.name)


def _view(view):
    """The same view for REST framework: the methods of which something is said."""
    methods = {name: getattr(view, name, None) for name in view.http_method_names}
    told = {name: _told(each) for name, each in methods.items() if hasattr(each, "described")}
    return type(view.__name__, (APIView,), {**told, "tag": getattr(view, "tag", "")})


def _told(method):
    told = method.described
    options = {
        "summary": told.summary,
        "responses": {told.status: told.answer and _shape(told.answer)},
        "request": told.form and {"application/json": _body(told)},
        "parameters": [IDEMPOTENCY_KEY] * told.takes_key,
    }
    if told.query:
        options["parameters"] += _parameters(told.query())
    if told.is_open:
        options["auth"] = []
    return extend_schema(**options)(method)


def _shape(answer):
    if isinstance(answer, Listed):
        return shapes.listed(getattr(shapes, answer.shape), is_counted=answer.is_counted)
    return getattr(shapes, answer)


def _body(told):
    schema = body_schema(told.form, told.form.fields if told.fields is None else told.fields)
    if not told.is_required:
        schema.pop("required", None)
    return schema


def _parameters(form):
    for name, field in form.fields.items():
        schema = field_schema(field)
        text = schema.pop("description", "")
        yield OpenApiParameter(name, schema, description=text, required=field.required)


IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Any text of your own: the same key with the same body is stored once.",
)


@lru_cache(maxsize=1)
def description():
    """The whole description, as Python data."""
    generator = SchemaGenerator(patterns=[*_addresses(get_resolver("rooms.program_urls"))])
    schema = generator.get_schema(request=None, public=True)
    return json.loads(json.dumps(schema, default=str))
