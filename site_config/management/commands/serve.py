from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rooms.accounts.setup_link import set_up_link
from site_config.asgi import application
from site_config.server import launch
from site_config.server.listening import port_is_free


class Command(BaseCommand):
    help = "Serve the site on HOST and PORT."

    def handle(self, **options):
        host, port = settings.HOST, settings.PORT
        if not port_is_free(host, port):
            raise CommandError(
                f"{host}:{port} is in use. Use another port: PORT={port + 1} make run"
            )
        launch.run(application, host, port, self.print_address)

    def print_address(self):
        address = f"http://{settings.HOST}:{settings.PORT}"
        self.stdout.write(f"{settings.SITE_NAME} runs at {address} (press Ctrl-C to stop)")
        if link := set_up_link():
            self.stdout.write(f"Set it up here: {link}")
        self.stdout.flush()
