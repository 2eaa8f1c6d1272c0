"""Whatever happens to a process, Redis or PostgreSQL: nothing is lost, doubled or out of order."""

import pytest

from tests.stack.faults import BEHIND_NGINX, FAULTS
from tests.stack.load import load

pytestmark = pytest.mark.stack


@pytest.mark.parametrize("name", FAULTS)
async def test_nothing_is_lost_doubled_or_disordered(start_stack, name):
    stack = start_stack(2, behind_nginx=name in BEHIND_NGINX)
    outcome = await load(stack, FAULTS[name])
    assert outcome.is_right, outcome
    if name != "restore_backup":  # it drops the tables in an order of its own
        assert stack.deadlocks() == 0
    for site in stack.sites:
        assert len(site.log.read_text().splitlines()) < 2_000
