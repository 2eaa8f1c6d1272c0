"""What keeps the search right: new messages are added, deleted words leave its files."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from rooms.chat.search.index import index
from rooms.live.jobs import job


@job(
    "search.add",
    _("Let new messages be found"),
    every=timedelta(minutes=1),
    in_transaction=False,
)
def add():
    index().add_new()


@job("search.forget", _("Remove deleted words from the search"), in_transaction=False)
def forget():
    index().add_new()  # so that all of the text is where it can be removed
    index().forget()
