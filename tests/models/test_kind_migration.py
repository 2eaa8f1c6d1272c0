"""The migration that gives everybody a kind."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rooms.models import User


@pytest.fixture
def migrations(transactional_db):
    """Go back to before the migration; call it to apply the migrations from there on."""
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    (migration,) = [key for key in executor.loader.graph.nodes if key[1].endswith("_machines")]
    before = [parent.key for parent in executor.loader.graph.node_map[migration].parents]
    executor.migrate(before)

    def migrate():
        MigrationExecutor(connection).migrate(latest)

    migrate.before = before
    migrate.old_apps = executor.loader.project_state(before).apps
    yield migrate
    migrate()


def test_mark_of_a_bot_becomes_its_kind_and_back(migrations):
    old = migrations.old_apps.get_model("rooms", "User")
    for name, is_bot in (("ana", False), ("echo", True)):
        old.objects.create(username=name, username_key=name, hue=1, is_bot=is_bot)
    migrations()
    kinds = dict(User.objects.values_list("username", "kind"))
    assert kinds == {"ana": User.PERSON, "echo": User.BOT}
    assert not User.objects.get(username="echo").has_access
    MigrationExecutor(connection).migrate(migrations.before)
    assert dict(old.objects.values_list("username", "is_bot")) == {"ana": False, "echo": True}
