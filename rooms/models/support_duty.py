from django.db import models, transaction
from django.utils import timezone

from rooms.models.audit import record
from rooms.models.support_desk import SupportDesk
from rooms.models.user import User


class DutyQuerySet(models.QuerySet):
    def on(self):
        """Of those who may still answer."""
        return self.filter(agent__is_active=True, agent__is_staff=True)

    @transaction.atomic
    def begin(self, agent):
        _, is_new = self.get_or_create(agent=agent)
        if is_new:
            record("duty begun", actor=agent)
            SupportDesk.advance()

    @transaction.atomic
    def end(self, agent):
        gone, _ = self.filter(agent=agent).delete()
        if gone:
            record("duty ended", actor=agent)
            SupportDesk.advance()


class SupportDuty(models.Model):
    """That an agent is on duty: there to answer, and given conversations where that is set."""

    agent = models.OneToOneField(User, on_delete=models.CASCADE, related_name="duty")
    since = models.DateTimeField(default=timezone.now)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "support duties"

    def __str__(self):
        return f"{self.agent} since {self.since:%H:%M}"
