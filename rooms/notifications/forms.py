from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rooms.live.lazy_text import format_text
from rooms.markup import folded
from rooms.models import Notification, User
from rooms.models.validators import validate_text, validate_visible

MOST = 100
"People who are notified at once."
OWN_KINDS = {Notification.MENTION, Notification.MESSAGE, Notification.ADDED}


class ReadNotificationForm(forms.Form):
    notification = forms.IntegerField(min_value=1)


class UsernamesField(forms.ModelMultipleChoiceField):
    """Usernames of people and bots, in any spelling."""

    def __init__(self, **options):
        super().__init__(User.objects.none(), to_field_name="username_key", **options)

    def clean(self, value):
        names = value if isinstance(value, list) else [value] if value else []
        if len(names) > MOST:
            raise ValidationError(format_text(_("At most %(limit)d people at once."), limit=MOST))
        self.queryset = User.objects.reachable()
        return super().clean([folded(str(name)) for name in names])


def validate_address(url):
    if not url.startswith(("/", "https://", "http://")) or url.startswith("//"):
        raise ValidationError(_("An address begins with / or with https://."))


class NotifyForm(forms.Form):
    people = UsernamesField(
        help_text=_("The usernames of those who are told."),
        error_messages={
            "required": _("Say whom to tell."),
            "invalid_choice": _("There is nobody called %(value)s."),
        },
    )
    kind = forms.SlugField(max_length=30, help_text=_("A short word, such as deploy."))
    text = forms.CharField(max_length=300, validators=[validate_text, validate_visible])
    url = forms.CharField(
        max_length=500,
        required=False,
        validators=[validate_text, validate_address],
        help_text=_("Where it leads."),
    )

    def clean_kind(self):
        if self.cleaned_data["kind"] in OWN_KINDS:
            raise ValidationError(_("Choose another kind; the site itself uses this one."))
        return self.cleaned_data["kind"]
