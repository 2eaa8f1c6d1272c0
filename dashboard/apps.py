from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "dashboard"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from dashboard.stats import jobs as jobs  # registers them
        from dashboard.stats.sampler import Sampler
        from rooms.live.hub import Hub

        Hub.background_loops["stats"] = Sampler.run
