from functools import partial

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RoomsConfig(AppConfig):
    name = "rooms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from rooms import jobs as jobs  # registers them
        from rooms.audit import sign_ins
        from rooms.chat.search import index
        from rooms.live.hub import Hub
        from rooms.live.jobs import JobLoop
        from rooms.models import Job
        from rooms.site.restored import Witness

        sign_ins.connect()
        post_migrate.connect(index.create, sender=self)
        Hub.background_loops["restored backups"] = Witness.run
        Hub.background_loops["jobs"] = partial(JobLoop.run, Job.objects)
