"""Commands and code in the documents run as they stand there."""

import re
import shlex

import pytest
from django.conf import settings
from django.core.management import call_command

from rooms.models import Notification, User

DOCS = ["README.md", *(f"docs/{path.name}" for path in settings.BASE_DIR.glob("docs/*.md"))]
COMMAND = re.compile(r"manage\.py (\w+(?: [^`\n]+)?)")
PYTHON = re.compile(r"```python\n(.*?)```", re.S)
NOT_RUN = {"serve", "texts"}
"Commands that do not end by themselves, or that write among the sources."


def commands():
    for name in DOCS:
        text = (settings.BASE_DIR / name).read_text()
        for line in re.findall(r"manage\.py[^\n`]*(?:`|$)", text, re.M):
            command = COMMAND.match(line.rstrip("`"))
            if command and command[1].split()[0] not in NOT_RUN:
                yield name, command[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "command"), sorted(set(commands())))
def test_command_in_a_document_runs(name, command, ana, lobby):
    call_command(*shlex.split(command))


def test_documents_name_commands():
    assert {command.split()[0] for _, command in commands()} >= {"notify", "announce", "shell"}


@pytest.mark.django_db
def test_first_example_of_notifications_notifies(ana, sam):
    example, *others = PYTHON.findall((settings.BASE_DIR / "docs/notifications.md").read_text())
    exec(example, {"user": ana, "User": User})
    assert set(Notification.objects.values_list("user__username", "kind")) == {
        ("ana", "deploy"),
        ("sam", "backup"),
    }
    for other in others:
        compile(other, "docs/notifications.md", "exec")
