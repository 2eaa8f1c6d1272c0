"""The forms that validate the actions of a room's page."""

from rooms.chat.forms import PostForm


def test_forms_do_not_share_their_data():
    good, bad = PostForm({"body": "Good morning"}), PostForm({"body": ""})
    assert good.is_valid()
    assert not bad.is_valid()
    assert good.cleaned_data == {
        "key": None,
        "reply": None,
        "also": False,
        "body": "Good morning",
        "confirmed": 0,
    }
    assert good.errors == {}
    assert bad.errors == {"body": ["Write something first."]}
    assert good["body"].value() == "Good morning"
    assert bad["body"].value() == ""
