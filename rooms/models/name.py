from django.db import models

from rooms.models.validators import validate_visible


class Name(models.CharField):
    """A name of which something can be seen. For the database it is any text."""

    default_validators = [validate_visible]

    def deconstruct(self):
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options
