import django.core.validators
from django.db import migrations, models

import rooms.models.username
from rooms.markup import folded, names_in

RESERVED = {"room", "here"}


def compare_names(apps, schema_editor):
    """Say of which people and groups @ and the name means somebody else, or nobody."""
    User, Group = apps.get_model("rooms", "User"), apps.get_model("auth", "Group")
    groups = list(Group.objects.order_by("pk"))
    names = RESERVED | {folded(group.name) for group in groups}
    people = {person.username_key: person for person in User.objects.filter(username_key__in=names)}
    for name in sorted(RESERVED & people.keys()):
        print(f"  {_who(people[name])} cannot be mentioned: @{name} means many now. {_where('user', people[name])}")
    seen = set()
    for group in groups:
        name = folded(group.name)
        if name in people or name in seen | RESERVED or not names_in(f"@{group.name}", {name}):
            print(f"  The group “{group.name}” cannot be mentioned by that name. {_where('group', group)}")
        seen.add(name)


def _who(person):
    return f"“{person.username}” ({person.display_name}, id {person.pk})"


def _where(kind, row):
    app = "rooms" if kind == "user" else "auth"
    return f"You can change it at /admin/{app}/{kind}/{row.pk}/change/."


class Migration(migrations.Migration):

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("rooms", "0019_threads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Group",
            fields=[],
            options={"ordering": ["name"], "proxy": True, "indexes": [], "constraints": []},
            bases=("auth.group",),
        ),
        migrations.AddField(
            model_name="message",
            name="told_many_at",
            field=models.DateTimeField(editable=False, help_text="When one name in it told many people last.", null=True),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=models.Q(("told_many_at__isnull", False)), fields=["author", "told_many_at"], name="messages_to_many"),
        ),
        migrations.AlterField(
            model_name="user",
            name="username",
            field=models.CharField(error_messages={"unique": "That username is taken. Choose another one."}, help_text="Letters, digits and . + - _ are allowed.", max_length=150, unique=True, validators=[django.core.validators.RegexValidator("^[\\w.+-]*\\w\\Z", "Enter a valid username: letters, digits and . + - _, ending in a letter, a digit or _."), rooms.models.username.validate_means_one], verbose_name="username"),
        ),
        migrations.RunPython(compare_names, migrations.RunPython.noop),
    ]
