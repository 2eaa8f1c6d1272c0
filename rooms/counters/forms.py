"""Forms about counters: bump, set, create, edit."""

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.lazy_text import format_text
from rooms.models import Counter, Room
from rooms.models.counter import LIMIT
from rooms.models.validators import validate_text, validate_visible

LARGEST_STEP = 1_000


def _with_limit(text, limit):
    return format_text(text, limit=f"{limit:,}")


class StepForm(forms.Form):
    step = forms.IntegerField(
        min_value=-LARGEST_STEP,
        max_value=LARGEST_STEP,
        error_messages={
            "required": _("Say by how much."),
            "invalid": _("A step is a whole number."),
            "min_value": _with_limit(_("A step is at most %(limit)s down."), LARGEST_STEP),
            "max_value": _with_limit(_("A step is at most %(limit)s up."), LARGEST_STEP),
        },
    )

    def clean_step(self):
        if self.cleaned_data["step"] == 0:
            raise ValidationError(_("A step of 0 changes nothing. Choose another one."))
        return self.cleaned_data["step"]


class ValueForm(forms.Form):
    value = forms.IntegerField(
        min_value=-LIMIT,
        max_value=LIMIT,
        error_messages={
            "required": _("Say what it should show."),
            "invalid": _("A counter shows a whole number."),
            "min_value": _with_limit(
                _("A counter counts down to %(limit)s and no further."), -LIMIT
            ),
            "max_value": _with_limit(_("A counter counts up to %(limit)s and no further."), LIMIT),
        },
    )


class CounterForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=60, validators=[validate_text, validate_visible]
    )
    bumpers = forms.ChoiceField(
        label=_("Who may bump it"),
        choices=Counter.BUMPERS,
        initial=Counter.EVERYONE,
        help_text=_("Staff always may."),
    )
    group = forms.ModelChoiceField(
        Group.objects.order_by("name"),
        label=_("Group"),
        required=False,
        help_text=_("If it is for a group."),
    )
    room = forms.ModelChoiceField(
        Room.objects.none(),
        label=_("In the header of"),
        required=False,
        empty_label=_("no room"),
        help_text=_("One of your rooms, if any. A counter of a closed room is for its members."),
    )

    def __init__(self, user, *args, counter=None, **kwargs):
        names = ("name", "bumpers", "group", "room")
        initial = {name: getattr(counter, name) for name in names} if counter else {}
        super().__init__(*args, initial=initial, **kwargs)
        mine = Q(members=user, archived_at=None, kind__in=Room.NAMED)
        rooms = Room.objects.filter(mine | Q(pk=counter and counter.room_id))
        self.fields["room"].queryset = rooms.distinct()

    def clean(self):
        data = super().clean()
        if data.get("bumpers") == Counter.GROUP and not data.get("group"):
            self.add_error("group", gettext("Choose the group."))
        return data
