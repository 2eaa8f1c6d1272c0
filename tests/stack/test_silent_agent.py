"""What time does at the support desk happens once, whichever process does it."""

import pytest

pytestmark = pytest.mark.stack

CONVERSATIONS = 8
LET_WAIT = f"""
import uuid
from datetime import timedelta
from rooms.models import SupportDesk
desk = SupportDesk.current()
desk.silent_after = timedelta(seconds=1)
desk.change()
sam = User.objects.get(username='sam')
for n in range({CONVERSATIONS}):
    Ticket.objects.ask(User.objects.add_guest(f'Guest {{n}}'), 'Hello?', uuid.uuid4()).take(sam)
"""
RETURNED = "[AuditEntry.objects.filter(verb='conversation returned').count()]"
WAITING = "[Ticket.objects.waiting().count()]"
LEFT = "[Job.objects.filter(kind='support.silent').count()]"
TOLD = "[Notification.objects.filter(user__username='sam', kind='support-waiting').count()]"
ON_DUTY = "SupportDuty.objects.begin(User.objects.get(username='sam'))"


@pytest.fixture
def stack(make_stack):
    stack = make_stack(2)
    stack.sites[0].shell(ON_DUTY)
    yield stack
    assert not stack.faults()


def test_conversations_of_a_silent_agent_return_once(stack):
    one, other = stack.sites
    one.shell(LET_WAIT)
    expected = [str(CONVERSATIONS)]
    other.wait_until(WAITING, expected)
    other.wait_until(LEFT, ["0"])
    assert other.read(RETURNED) == one.read(RETURNED) == expected
    assert other.read(TOLD) == expected
    assert stack.deadlocks() == 0


def test_other_process_returns_them_when_one_is_killed(stack):
    one, other = stack.sites
    other.shell(LET_WAIT)
    one.kill()
    other.wait_until(WAITING, [str(CONVERSATIONS)])
    other.wait_until(LEFT, ["0"])
    assert other.read(RETURNED) == [str(CONVERSATIONS)]
