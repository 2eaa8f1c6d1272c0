from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Q

from rooms.chat.forms import whole_text
from rooms.models import Announcement, Room, User
from rooms.models.announcement import MAX_LENGTH


class TimeField(forms.DateTimeField):
    """A date and a time of day where the viewer lives."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, widget=widget, **kwargs)


class AnnouncementForm(forms.Form):
    """What to announce, to whom, from when to when."""

    text = forms.CharField(
        max_length=MAX_LENGTH, validators=[whole_text], widget=forms.Textarea({"rows": 3})
    )
    level = forms.ChoiceField(
        choices=Announcement.LEVELS,
        initial=Announcement.INFO,
        help_text="Maintenance counts down to its end and cannot be dismissed.",
    )
    audience = forms.ChoiceField(
        label="For whom", choices=Announcement.AUDIENCES, initial=Announcement.EVERYONE
    )
    group = forms.ModelChoiceField(
        Group.objects.order_by("name"), required=False, help_text="If it is for a group."
    )
    room = forms.ModelChoiceField(
        Room.objects.none(), required=False, help_text="If it is for a room: one of yours."
    )
    person = forms.ModelChoiceField(
        User.objects.active(),
        label="Username",
        to_field_name="username",
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text="If it is for one person.",
        error_messages={"invalid_choice": "There is nobody called %(value)s."},
    )
    starts_at = TimeField(label="Start", help_text="Left empty: at once.")
    ends_at = TimeField(label="End", help_text="Left empty: until you withdraw it.")

    def __init__(self, author, *args, announcement=None, **kwargs):
        initial = _initial(announcement) if announcement else {}
        super().__init__(*args, initial=initial, **kwargs)
        self.author, self.announcement = author, announcement
        self.fields["room"].queryset = _rooms_of(author, announcement)

    def save(self):
        """Announce it, or edit what was announced. False with `errors` where that cannot be."""
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
        """What was not touched keeps its seconds, which the form does not show."""
        if self.announcement and name not in self.changed_data:
            return getattr(self.announcement, name)
        return self.cleaned_data[name]


def _rooms_of(author, announcement):
    """Where the author is a member, and where the announcement is already for."""
    is_theirs = Q(members=author, archived_at=None) & ~Q(kind=Room.DIRECT)
    is_chosen = Q(pk=announcement and announcement.room_id)
    return Room.objects.filter(is_theirs | is_chosen).distinct()


def _initial(announcement):
    names = ("text", "level", "audience", "group", "room", "person")
    values = {name: getattr(announcement, name) for name in names}
    return values | {
        name: _minute(getattr(announcement, name)) for name in ("starts_at", "ends_at")
    }


def _minute(time):
    return time and time.replace(second=0, microsecond=0)


class AddMemberForm(forms.Form):
    """Someone who is not in the room yet, by username."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label="Add someone",
        to_field_name="username",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
        help_text="By username. They are told that you added them.",
        error_messages={
            "required": "Write a username first.",
            "invalid_choice": "There is nobody called %(value)s who is not in this room yet.",
        },
    )

    def __init__(self, room, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.active().exclude(rooms=room)
