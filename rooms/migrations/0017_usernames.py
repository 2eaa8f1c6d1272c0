import django.core.validators
from django.db import migrations, models

import rooms.models.username
from rooms.markup import folded, names_in

LENGTH = 150


def compare_usernames(apps, schema_editor):
    """Give each username its key. Of several with one key the oldest active account keeps it."""
    User = apps.get_model("rooms", "User")
    people = list(User.objects.order_by("-is_active", "pk").only("username", "display_name"))
    keys, owners = {folded(person.username) for person in people}, {}
    for person in people:
        owner = owners.setdefault(folded(person.username), person)
        if owner is not person:
            _rename(person, owner, keys)
        person.username_key = folded(person.username)
        if not names_in(f"@{person.username}", [person.username_key]):
            print(f"  {_who(person)} cannot be mentioned by that username. {_where(person)}")
    User.objects.bulk_update(people, ["username", "username_key"], batch_size=500)


def _rename(person, owner, keys):
    before, number = _who(person), 2
    while folded(name := f"{person.username[:LENGTH - 8]}-{number}") in keys:
        number += 1
    keys.add(folded(name))
    person.username = name
    print(
        f"  {before} has the same username as {_who(owner)}, and is “{name}” now. "
        f"Tell them, since they sign in with it. {_where(person)}"
    )


def _who(person):
    return f"“{person.username}” ({person.display_name}, id {person.pk})"


def _where(person):
    return f"You can change it at /admin/rooms/user/{person.pk}/change/."


class Migration(migrations.Migration):

    dependencies = [
        ("rooms", "0016_refused_attempts"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="username_key",
            field=rooms.models.username.UsernameKey(blank=True, default="", editable=False, max_length=300),
            preserve_default=False,
        ),
        migrations.RunPython(compare_usernames, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="username_key",
            field=rooms.models.username.UsernameKey(blank=True, editable=False, max_length=300, unique=True),
        ),
        migrations.AlterField(
            model_name="user",
            name="username",
            field=models.CharField(error_messages={"unique": "That username is taken. Choose another one."}, help_text="Letters, digits and . + - _ are allowed.", max_length=150, unique=True, validators=[django.core.validators.RegexValidator("^[\\w.+-]*\\w\\Z", "Enter a valid username: letters, digits and . + - _, ending in a letter, a digit or _.")], verbose_name="username"),
        ),
    ]
