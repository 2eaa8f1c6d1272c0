"""A program with a token. Each answer that it gets is compared with the description of the API."""

import json
import re

from django.test import Client
from jsonschema import Draft202012Validator

from rooms.api.schema import description
from rooms.models import Token
from rooms.models.token import EVERY_SCOPE

JSON, PROBLEM = "application/json", "application/problem+json"


class Program:
    def __init__(self, bearer=""):
        self.bearer, self.client = bearer, Client()

    def get(self, path, **headers):
        return self.ask("get", path, **headers)

    def post(self, path, data=None, **headers):
        return self.ask("post", path, data, **headers)

    def patch(self, path, data=None, **headers):
        return self.ask("patch", path, data, **headers)

    def delete(self, path, **headers):
        return self.ask("delete", path, **headers)

    def ask(self, method, path, data=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.bearer:
            headers.setdefault("authorization", f"Bearer {self.bearer}")
        body = {} if data is None else {"data": json.dumps(data), "content_type": JSON}
        response = self.client.generic(method.upper(), path, headers=headers, **body)
        check_documented(method, path, response)
        return response


def program_of(user, scopes=EVERY_SCOPE):
    return Program(Token.objects.issue(user, "Test", scopes).secret)


def check_documented(method, path, response):
    """Whether the description of the API has that answer, with that content."""
    operation = _operation(method, path.partition("?")[0])
    if operation is None or response.status_code in (304, 405) or "Content-Encoding" in response:
        return
    answer = operation["responses"].get(str(response.status_code))
    assert answer is not None, f"{method} {path} answers {response.status_code}"
    if not response.content:
        assert "content" not in answer
        return
    (schema,) = [
        content["schema"]
        for kind, content in answer["content"].items()
        if kind == response["Content-Type"]
    ]
    _validator(schema).validate(response.json())


def _operation(method, path):
    for pattern, methods in description()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", pattern), path):
            return methods.get(method)
    return None


def _validator(schema):
    """One that takes no property that is not described."""
    components = json.loads(json.dumps(description()["components"]))
    for each in components["schemas"].values():
        each["additionalProperties"] = False
    return Draft202012Validator(schema | {"components": components})
