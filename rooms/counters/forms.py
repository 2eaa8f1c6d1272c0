"""Forms about counters: bump, set, create, edit."""

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Q

from rooms.models import Counter, Room
from rooms.models.counter import LIMIT
from rooms.models.validators import validate_text

LARGEST_STEP = 1_000


class StepForm(forms.Form):
    step = forms.IntegerField(
        min_value=-LARGEST_STEP,
        max_value=LARGEST_STEP,
        error_messages={
            "required": "Say by how much.",
            "invalid": "A step is a whole number.",
            "min_value": f"A step is at most {LARGEST_STEP:,} down.",
            "max_value": f"A step is at most {LARGEST_STEP:,} up.",
        },
    )

    def clean_step(self):
        if self.cleaned_data["step"] == 0:
            raise ValidationError("A step of 0 changes nothing. Choose another one.")
        return self.cleaned_data["step"]


class ValueForm(forms.Form):
    value = forms.IntegerField(
        min_value=-LIMIT,
        max_value=LIMIT,
        error_messages={
            "required": "Say what it should show.",
            "invalid": "A counter shows a whole number.",
            "min_value": f"A counter counts down to {-LIMIT:,} and no further.",
            "max_value": f"A counter counts up to {LIMIT:,} and no further.",
        },
    )


class CounterForm(forms.Form):
    name = forms.CharField(max_length=60, validators=[validate_text])
    bumpers = forms.ChoiceField(
        label="Who may bump it",
        choices=Counter.BUMPERS,
        initial=Counter.EVERYONE,
        help_text="Staff always may.",
    )
    group = forms.ModelChoiceField(
        Group.objects.order_by("name"), required=False, help_text="If it is for a group."
    )
    room = forms.ModelChoiceField(
        Room.objects.none(),
        label="In the header of",
        required=False,
        empty_label="no room",
        help_text="One of your rooms, if any. A counter of a closed room is for its members.",
    )

    def __init__(self, user, *args, counter=None, **kwargs):
        names = ("name", "bumpers", "group", "room")
        initial = {name: getattr(counter, name) for name in names} if counter else {}
        super().__init__(*args, initial=initial, **kwargs)
        mine = Q(members=user, archived_at=None) & ~Q(kind=Room.DIRECT)
        rooms = Room.objects.filter(mine | Q(pk=counter and counter.room_id))
        self.fields["room"].queryset = rooms.distinct()

    def clean(self):
        data = super().clean()
        if data.get("bumpers") == Counter.GROUP and not data.get("group"):
            self.add_error("group", "Choose the group.")
        return data
