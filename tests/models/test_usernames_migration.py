"""The migration that compares the usernames that are there."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rooms.models import User


@pytest.fixture
def migrations(transactional_db):
    """Go back to before the migration; call it to apply the migrations from there on."""
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    (migration,) = [key for key in executor.loader.graph.nodes if key[1].endswith("_usernames")]
    before = [parent.key for parent in executor.loader.graph.node_map[migration].parents]
    executor.migrate(before)

    def migrate():
        MigrationExecutor(connection).migrate(latest)

    migrate.old_apps = executor.loader.project_state(before).apps
    yield migrate
    migrate()


def join(apps, *usernames, **fields):
    person = apps.get_model("rooms", "User")
    for username in usernames:
        person.objects.create(username=username, display_name=f"The {username}", hue=1, **fields)


def test_oldest_active_account_keeps_a_username_that_several_have(migrations, capsys):
    join(migrations.old_apps, "ANA", is_active=False)
    join(migrations.old_apps, "ana", "Ａna", "ana-2", "Ben", "weiß", "WEISS")
    migrations()
    assert list(User.objects.order_by("pk").values_list("username", "username_key")) == [
        ("ANA-4", "ana-4"),
        ("ana", "ana"),
        ("Ａna-3", "ana-3"),
        ("ana-2", "ana-2"),
        ("Ben", "ben"),
        ("weiß", "weiss"),
        ("WEISS-2", "weiss-2"),
    ]
    said = capsys.readouterr().out
    ana, other = User.objects.get(username_key="ana").pk, User.objects.get(username_key="ana-3").pk
    assert said.count("\n") == 3
    assert (
        f"“Ａna” (The Ａna, id {other}) has the same username as “ana” (The ana, id {ana}), and is "
        f"“Ａna-3” now. Tell them, since they sign in with it. "
        f"You can change it at /admin/rooms/user/{other}/change/."
    ) in said


def test_username_that_cannot_be_mentioned_is_named_and_kept(migrations, capsys):
    join(migrations.old_apps, "ana@example.org", "ana.", "-", "a@b@c@d")
    migrations()
    assert User.objects.filter(username="a@b@c@d", username_key="a@b@c@d").exists()
    (line,) = capsys.readouterr().out.splitlines()
    assert "“a@b@c@d” (The a@b@c@d, id" in line
    assert "cannot be mentioned" in line
