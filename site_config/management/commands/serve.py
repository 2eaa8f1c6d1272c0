from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rooms.management.commands.setuplink import set_up_link
from site_config.server.launch import launch


class Command(BaseCommand):
    help = "Serve the site on HOST and PORT."

    def handle(self, **options):
        host, port = settings.HOST, settings.PORT
        if not launch.port_is_free(host, port):
            raise CommandError(f"{host}:{port} is taken. Choose another: PORT={port + 1} make run")
        launch.run(host, port, self.say_where)

    def say_where(self):
        address = f"http://{settings.HOST}:{settings.PORT}"
        self.stdout.write(f"{settings.SITE_NAME} is on {address} (stop it with Ctrl-C)")
        if link := set_up_link():
            self.stdout.write(f"Set it up once, here: {link}")
        self.stdout.flush()
