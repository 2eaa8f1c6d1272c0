from django.core.management.base import BaseCommand, CommandError

from rooms.models import User, notify


class Command(BaseCommand):
    help = "Notify one person; their open pages show it within two seconds."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("text")
        parser.add_argument(
            "--url", default="", help="The address that it links to, such as /rooms/lobby/"
        )
        parser.add_argument(
            "--kind", default="note", help="A short name for this kind of notification"
        )

    def handle(self, username, text, url, kind, **options):
        person = User.objects.active().filter(username_key=username).first()
        if not person:
            raise CommandError(
                f"There is nobody called {username}. Find the usernames at /people/."
            )
        notify(person, kind, text, url)
        self.stdout.write(f"Notified {person}.")
