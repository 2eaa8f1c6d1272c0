from django.core.management.base import BaseCommand

from rooms.accounts.setup_link import set_up_link

DONE = "Hearth is set up. Staff find the invitation link at /dashboard/people/."


class Command(BaseCommand):
    help = "Print the one-time link that creates the administrator and the first room."

    def handle(self, **options):
        self.stdout.write(set_up_link() or DONE)
