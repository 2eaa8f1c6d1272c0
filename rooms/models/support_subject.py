from django.db import models, transaction

from rooms.models.name import Name


class SubjectQuerySet(models.QuerySet):
    def offered(self):
        return self.filter(is_offered=True)

    @transaction.atomic
    def offer(self, names):
        """Offer these and no others, in this order; conversations keep what they are about."""
        self.exclude(name__in=names).update(is_offered=False)
        for place, name in enumerate(names):
            self.update_or_create(name=name, defaults={"place": place, "is_offered": True})


class SupportSubject(models.Model):
    """What a question may be about."""

    name = Name(max_length=60, unique=True)
    place = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self):
        return self.name
