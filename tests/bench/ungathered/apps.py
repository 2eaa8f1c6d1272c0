from django.apps import AppConfig


class UngatheredConfig(AppConfig):
    """Takes the gathering out: nobody's post waits for company, none is stored with others."""

    name = "tests.bench.ungathered"

    def ready(self):
        from rooms.live import together

        together.MOST = 1
