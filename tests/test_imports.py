"""Imports run one way, from what people see down to the live core (docs/architecture.md)."""

import ast
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

import pytest
from django.conf import settings

PACKAGES = ("rooms", "dashboard", "site_config")
LAYERS = ["live", "markup", "models", "permissions", "capability", "site", "entry", "dashboard"]
"From the ground up; site_config stands on all of them."
ENTRIES = {
    *("pages", "views", "urls", "program_urls", "routing", "jobs"),
    *("apps", "admin", "management", "templatetags"),
}
DEFERRED = {
    ("rooms.apps", "rooms.audit.sign_ins"),
    ("rooms.apps", "rooms.chat.search.index"),
    ("rooms.apps", "rooms.jobs"),
    ("rooms.apps", "rooms.live.hub"),
    ("rooms.apps", "rooms.live.jobs"),
    ("rooms.apps", "rooms.models"),
    ("rooms.apps", "rooms.site.restored"),
    ("rooms.api.views.reference", "rooms.api.reference"),
    ("rooms.api.views.reference", "rooms.api.schema"),
    ("dashboard.apps", "dashboard.stats.jobs"),
    ("dashboard.apps", "dashboard.stats.sampler"),
    ("dashboard.apps", "rooms.live.hub"),
    ("site_config.server.launch", "site_config.server.live_server"),
}
"""Imports that wait for a reason: apps load before models; what makes the API's description takes
long to load; an unsupported Daphne lacks the server."""

EXTENDS = {("rooms.support.pages", "rooms.chat.pages")}
"A conversation of the support desk is a room's page with other rights and other frames around it."
COMPOSE = {"rooms.routing", "site_config.urls"}
"Modules that put the pages and views of all capabilities together."


class Import(NamedTuple):
    source: str
    target: str
    is_deferred: bool


def modules():
    """{dotted name: syntax tree} of every module of the site."""
    found = {}
    for package in PACKAGES:
        for path in (settings.BASE_DIR / package).rglob("*.py"):
            if "migrations" not in path.parts:
                name = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
                found[name.removesuffix(".__init__")] = ast.parse(path.read_text())
    return found


def imports_of(name, tree, known):
    in_functions = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        for target in targets_of(node, known):
            yield Import(name, target, id(node) in in_functions)


def targets_of(node, known):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if alias.name in known]
    if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(PACKAGES):
        names = [f"{node.module}.{alias.name}" for alias in node.names]
        return {name if name in known else node.module for name in names}
    return []


@pytest.fixture(scope="module")
def imports():
    found = modules()
    return [each for name, tree in found.items() for each in imports_of(name, tree, found)]


def layer_of(module):
    package, *rest = module.split(".")
    if package == "site_config":
        return len(LAYERS)
    return LAYERS.index("dashboard" if package == "dashboard" else kind_of(rest))


def kind_of(path):
    if not path or path[0] in ENTRIES:
        return "entry"
    if path[0] in ("live", "markup", "models", "permissions"):
        return path[0]
    if len(path) > 1 and path[1] in ENTRIES and path != ["site", "pages"]:
        return "entry"
    return "site" if path[0] == "site" else "capability"


def is_wrong(source, target):
    """Whether the import runs upwards, or into what belongs to one capability alone."""
    if layer_of(target) > layer_of(source):
        return True
    if is_command(source) and is_command(target):
        return True
    ours, theirs = source.split("."), target.split(".")
    is_private = theirs[0] == "rooms" and theirs[2:3] and theirs[2] in {"pages", "views", "forms"}
    is_other = ours[:2] != theirs[:2] and theirs[1:2] not in (["site"], ["live"], ["models"])
    is_allowed = source in COMPOSE or (source, target) in EXTENDS
    return is_private and is_other and not is_allowed


def is_command(module):
    return ".management.commands." in module


def test_imports_run_one_way(imports):
    assert [each for each in imports if is_wrong(each.source, each.target)] == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("rooms.live.topics", "rooms.models.room"),
        ("rooms.live.heartbeat", "rooms.site.shell"),
        ("rooms.markup", "rooms.models.user"),
        ("rooms.models.message", "rooms.chat.actions"),
        ("rooms.chat.rendering", "rooms.site.shell"),
        ("rooms.site.middleware", "rooms.site.views"),
        ("rooms.site.shell", "rooms.chat.pages"),
        ("rooms.counters.views", "rooms.chat.views.room"),
        ("rooms.counters.pages", "rooms.chat.pages"),
        ("rooms.notifications.actions", "rooms.chat.forms"),
        ("rooms.chat.feeds.messages", "dashboard.stats.figures"),
        ("dashboard.urls", "site_config.settings"),
        ("rooms.management.commands.demo", "rooms.management.commands.prepare"),
    ],
)
def test_import_the_wrong_way_is_reported(source, target):
    assert is_wrong(source, target)


def test_modules_import_each_other_in_no_circle(imports):
    graph = {}
    for each in imports:
        graph.setdefault(each.source, set()).add(each.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_functions_import_only_what_has_to_wait(imports):
    deferred = {each[:2] for each in imports if each.is_deferred}
    assert deferred == DEFERRED
