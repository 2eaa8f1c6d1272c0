"""Forms about rooms: create, rename, choose members."""

from django import forms
from django.core.exceptions import ValidationError

from rooms.models import Room, User

MAX_DIRECT = 12


class PeopleField(forms.ModelMultipleChoiceField):
    """People, as checkboxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(User.objects.none(), **kwargs)

    def label_from_instance(self, person):
        return f"{person.display_name} ({person.username})"


class RoomForm(forms.Form):
    name = forms.CharField(max_length=60)
    purpose = forms.CharField(
        max_length=200, required=False, help_text="One line on what belongs here. Optional."
    )


class NewRoomForm(RoomForm):
    kind = forms.ChoiceField(
        label="Members",
        choices=[(Room.OPEN, "Everyone"), (Room.CLOSED, "Only the people you choose")],
        initial=Room.OPEN,
        widget=forms.RadioSelect,
    )
    members = PeopleField(
        label="People of a closed room",
        required=False,
        help_text="You are in it yourself. You can add more people later.",
    )

    def __init__(self, creator, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = User.objects.active().exclude(pk=creator.pk)


class AddMembersForm(forms.Form):
    people = PeopleField(label="Add people", error_messages={"required": "Choose someone first."})

    def __init__(self, room, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = User.objects.active().exclude(rooms=room)


class DirectForm(forms.Form):
    people = PeopleField(
        label="With whom",
        error_messages={"required": "Choose someone first."},
        help_text=f"One person or several, at most {MAX_DIRECT}.",
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = User.objects.active().exclude(pk=user.pk)

    def clean_people(self):
        people = self.cleaned_data["people"]
        if len(people) > MAX_DIRECT:
            raise ValidationError(
                f"You chose {len(people)} people; at most {MAX_DIRECT} are possible. "
                "Make a closed room instead."
            )
        return people
