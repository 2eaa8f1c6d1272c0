"""A process commits and dies before it can send a hint: open pages find it by polling."""

import asyncio

POST = "Message.objects.post(room, author, {!r}, uuid.uuid4())"
COMMIT_AND_DIE = """
import os, uuid
from django.db import transaction
room, author = Room.objects.get(slug="lobby"), User.objects.get(username="ben")
child = os.fork()
if not child:
    try:
        with transaction.atomic():
            transaction.on_commit(lambda: os._exit(9))  # goes before the hints of what follows
            {}
    finally:
        os._exit(1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


async def commit_and_die(site, *statements):
    """Run the statements in one transaction, and end that process with its commit."""
    code = COMMIT_AND_DIE.format("; ".join(statements))
    assert await asyncio.to_thread(site.shell, code) == "9\n"


async def test_messages_of_a_process_that_dies_after_its_commit_are_polled(site, readers):
    pages = [await readers(username) for username in ("ana", "ben", "zoe")]
    await commit_and_die(site, *[POST.format(f"Last words {n}") for n in range(10)])
    for page in pages:
        await page.until("Last words 9</div>")
        assert list(page.shown().values()) == [f"Last words {n}" for n in range(10)]
    newest = "message = room.messages.order_by('-seq')[{}]"
    edit, delete = "message.edit('Other words')", "message.delete_text()"
    await commit_and_die(site, newest.format(0), edit, newest.format(1), delete)
    for page in pages:
        await page.until("Message deleted")
        *_, deleted, edited = page.messages.values()
        assert "Other words" in edited
        assert "Last words 8" not in deleted
        assert len(page.messages) == 10
        assert page.doubled == 0


async def test_bell_of_who_is_named_by_a_process_that_dies_is_polled(site, readers):
    page = await readers("ana")
    await commit_and_die(site, POST.format("@ana is named"))
    await page.until(lambda page: any(rings(frame, "is named") for frame in page.frames))


def rings(frame, text):
    _, _, bell = frame.partition('"innerHTML:#notifications.is-latest')
    return text in bell
