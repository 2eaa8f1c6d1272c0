from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rooms.chat.emoji_choice import qualified
from rooms.chat.fields import BodyField
from rooms.models import Membership
from rooms.models.message import MAX_LENGTH
from rooms.models.sent_form import Entered

OUTBOX, THREAD_OUTBOX = "outbox", "thread"
"The outbox that a form belongs to if it does not say, and that of a thread."


class ConfirmedForm(forms.Form):
    """A text that may tell many people. confirmed: how many the author agreed to tell."""

    confirmed = forms.IntegerField(required=False, min_value=0, max_value=10**9)

    def clean_confirmed(self):
        return self.cleaned_data["confirmed"] or 0


class PostForm(ConfirmedForm):
    """A message of a program, or of a page that does not say which of its forms it is."""

    key = forms.UUIDField(required=False)
    reply = forms.IntegerField(min_value=1, required=False)
    also = forms.BooleanField(required=False)
    body = BodyField()


class EnteredForm(ConfirmedForm):
    """A form of a page, by the page's token and the form's number.

    Its text is compared with what was stored of it, so it keeps its white space.
    """

    page = forms.RegexField(r"^[\w-]{1,40}$")
    outbox = forms.RegexField(r"^[a-z]{1,20}$", required=False, empty_value=OUTBOX)
    n = forms.IntegerField(min_value=0, max_value=10**9)
    action = forms.CharField(required=False)
    reply = forms.IntegerField(min_value=1, required=False)
    also = forms.BooleanField(required=False)
    body = BodyField(strip=False, required=False)
    before = forms.CharField(max_length=MAX_LENGTH, strip=False, required=False)

    def clean(self):
        data = self.cleaned_data
        action = data.get("action", "")
        if not action and not data.get("body", "-").strip():
            self.add_error("body", BodyField.default_error_messages["required"])
        if not self.errors:
            data["entered"] = Entered(
                data["page"],
                data["outbox"],
                data["n"],
                data["body"],
                is_final=action == "again",
                is_growing=action in ("post", "again"),
                before=data["before"],
                reply=data["reply"],
                also=data["also"],
            )
        return data


def post_form(data, **options):
    """The form for that data."""
    return (EnteredForm if data.get("page") else PostForm)(data, **options)


class EditForm(ConfirmedForm):
    """base: the digest of the text that was changed, or of several; a program may leave it out."""

    message = forms.IntegerField(min_value=1)
    body = BodyField()
    base = forms.CharField(required=False)


class BoxForm(forms.Form):
    """Which form of a page is the one to write in, and whether its box has several lines."""

    n = forms.IntegerField(min_value=0, max_value=10**9)
    outbox = forms.RegexField(r"^[a-z]{1,20}$")
    lines = forms.BooleanField(required=False)


class MessageForm(forms.Form):
    """Which message something is done to."""

    message = forms.IntegerField(min_value=1)


class EmojiField(forms.CharField):
    """Exactly one emoji, in its full form."""

    default_error_messages = {"required": _("Choose an emoji first.")}

    def to_python(self, value):
        text = super().to_python(value)
        if text and not qualified(text):
            raise ValidationError(_("That is not an emoji, or more than one."))
        return qualified(text)


class ReactForm(forms.Form):
    """A button has one value for both: `reaction=5 🎉`."""

    message = forms.IntegerField(min_value=1)
    emoji = EmojiField()

    def __init__(self, data, **options):
        message, _, emoji = str(data.get("reaction", "")).partition(" ")
        fields = {"message": message, "emoji": emoji}
        super().__init__({name: data.get(name, fields[name]) for name in fields}, **options)


class FollowForm(forms.Form):
    follow = forms.BooleanField(required=False)


class FindEmojiForm(forms.Form):
    q = forms.CharField(required=False, max_length=60)


class DraftForm(forms.Form):
    """A text that is being written. Its end may begin the name of somebody."""

    body = forms.CharField(required=False, strip=False, max_length=MAX_LENGTH)
    lines = forms.BooleanField(required=False)


class LevelForm(forms.Form):
    level = forms.ChoiceField(choices=Membership.LEVELS)
