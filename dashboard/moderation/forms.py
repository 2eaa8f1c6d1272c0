"""The forms of announcements and members."""

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rooms.models import Announcement, Room, User
from rooms.models.announcement import MAX_LENGTH
from rooms.models.validators import validate_text, validate_visible


class TimeField(forms.DateTimeField):
    """A date and a time of day in the viewer's time zone."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, widget=widget, **kwargs)


class AnnouncementForm(forms.Form):
    """The text, audience and times of an announcement."""

    text = forms.CharField(
        label=_("Text"),
        max_length=MAX_LENGTH,
        validators=[validate_text, validate_visible],
        widget=forms.Textarea({"rows": 3}),
    )
    level = forms.ChoiceField(
        label=_("Level"),
        choices=Announcement.LEVELS,
        initial=Announcement.INFO,
        help_text=_("Maintenance counts down to its end and cannot be dismissed."),
    )
    audience = forms.ChoiceField(
        label=_("Audience"), choices=Announcement.AUDIENCES, initial=Announcement.EVERYONE
    )
    group = forms.ModelChoiceField(
        Group.objects.order_by("name"),
        label=_("Group"),
        required=False,
        help_text=_("Choose one if the audience is a group."),
    )
    room = forms.ModelChoiceField(
        Room.objects.none(),
        label=_("Room"),
        required=False,
        help_text=_("Choose one of your rooms if the audience is a room."),
    )
    person = forms.ModelChoiceField(
        User.objects.people(),
        label=_("Username"),
        to_field_name="username_key",
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("Enter one if the audience is one person."),
        error_messages={"invalid_choice": _("There is nobody called %(value)s.")},
    )
    starts_at = TimeField(label=_("Start"), help_text=_("Leave it empty to start now."))
    ends_at = TimeField(
        label=_("End"),
        help_text=_("Leave it empty to show the announcement until you withdraw it."),
    )

    def __init__(self, author, *args, announcement=None, **kwargs):
        initial = _initial(announcement) if announcement else {}
        super().__init__(*args, initial=initial, **kwargs)
        self.author, self.announcement = author, announcement
        self.fields["room"].queryset = _rooms_of(author, announcement)

    def save(self):
        """Announce it or edit the announcement. Returns False, with `errors`, if it is invalid."""
        try:
            if self.announcement:
                self.announcement.edit(**self._details())
            else:
                Announcement.objects.announce(self.author, **self._details())
        except ValidationError as error:
            self.add_error(None, error)
        return not self.errors

    def _details(self):
        data = self.cleaned_data
        chosen = data.get(data["audience"])
        return {
            "text": data["text"],
            "level": data["level"],
            "audience": chosen or data["audience"],
            "starts_at": self._time("starts_at"),
            "ends_at": self._time("ends_at"),
        }

    def _time(self, name):
        """An unchanged time keeps its seconds, which the form does not show."""
        if self.announcement and name not in self.changed_data:
            return getattr(self.announcement, name)
        return self.cleaned_data[name]


def _rooms_of(author, announcement):
    """The author's rooms, and the room that the announcement is already for."""
    is_theirs = Q(members=author, archived_at=None, kind__in=Room.NAMED)
    is_chosen = Q(pk=announcement and announcement.room_id)
    return Room.objects.filter(is_theirs | is_chosen).distinct()


def _initial(announcement):
    names = ("text", "level", "audience", "group", "room", "person")
    times = ("starts_at", "ends_at")
    values = {name: getattr(announcement, name) for name in names}
    return values | {name: _without_seconds(getattr(announcement, name)) for name in times}


def _without_seconds(time):
    return time and time.replace(second=0, microsecond=0)


class AddMemberForm(forms.Form):
    """A person who is not in the room yet, by username."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Add someone"),
        to_field_name="username_key",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
        help_text=_("Enter a username. They get a notification that you added them."),
        error_messages={
            "required": _("Enter a username."),
            "invalid_choice": _(
                "There is nobody called %(value)s, or they are in this room already."
            ),
        },
    )

    def __init__(self, room, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.reachable().exclude(rooms=room)
