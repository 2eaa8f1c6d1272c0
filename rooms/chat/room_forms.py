"""Forms about rooms: create, rename, choose members."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from rooms.live.lazy_text import format_text
from rooms.models import Room, User
from rooms.models.validators import validate_visible

MAX_DIRECT = 12
TOO_MANY = ngettext_lazy(
    "You chose %(count)d person; at most %(limit)d are possible. Make a closed room instead.",
    "You chose %(count)d people; at most %(limit)d are possible. Make a closed room instead.",
    "count",
)


class PeopleField(forms.ModelMultipleChoiceField):
    """People, as checkboxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(User.objects.none(), **kwargs)

    def label_from_instance(self, person):
        return f"{person.display_name} ({person.username})"


class RoomForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60, validators=[validate_visible])
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=200,
        required=False,
        help_text=_("One line on what belongs here. Optional."),
    )


class NewRoomForm(RoomForm):
    kind = forms.ChoiceField(
        label=_("Members"),
        choices=[(Room.OPEN, _("Everyone")), (Room.CLOSED, _("Only the people you choose"))],
        initial=Room.OPEN,
        widget=forms.RadioSelect,
    )
    members = PeopleField(
        label=_("People of a closed room"),
        required=False,
        help_text=_("You are in it yourself. You can add more people later."),
    )

    def __init__(self, creator, *args, **kwargs):
        """Without a creator, who is a member anyway, all people can be chosen."""
        super().__init__(*args, **kwargs)
        people = User.objects.reachable()
        self.fields["members"].queryset = people.exclude(pk=creator.pk) if creator else people


class AddMembersForm(forms.Form):
    people = PeopleField(
        label=_("Add people"), error_messages={"required": _("Choose someone first.")}
    )

    def __init__(self, room, *args, **kwargs):
        """Without a room its members can be chosen too, which changes nothing for them."""
        super().__init__(*args, **kwargs)
        people = User.objects.reachable()
        self.fields["people"].queryset = people.exclude(rooms=room) if room else people


class MemberForm(forms.Form):
    person = forms.IntegerField(min_value=1)


class DirectForm(forms.Form):
    people = PeopleField(
        label=_("With whom"),
        error_messages={"required": _("Choose someone first.")},
        help_text=format_text(_("One person or several, at most %(limit)d."), limit=MAX_DIRECT),
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = User.objects.reachable().exclude(pk=user.pk)

    def clean_people(self):
        people = self.cleaned_data["people"]
        if len(people) > MAX_DIRECT:
            counts = {"count": len(people), "limit": MAX_DIRECT}
            raise ValidationError(TOO_MANY, params=counts)
        return people
