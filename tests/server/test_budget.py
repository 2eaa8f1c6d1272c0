from site_config.server.budget import (
    BYTES,
    BYTES_PER_SECOND,
    FRAMES,
    FRAMES_PER_SECOND,
    Budget,
)


def test_burst_is_within_the_budget_and_one_frame_more_is_not():
    budget = Budget()
    for _ in range(FRAMES):
        budget.spend(100.0, frames=1)
    assert budget.wait(100.0) <= 1e-6
    budget.spend(100.0, frames=1)
    assert 0 < budget.wait(100.0) <= 1 / FRAMES_PER_SECOND + 1e-6


def test_steady_rate_is_within_the_budget_for_ever():
    budget = Budget()
    for second in range(1, 10_000):
        budget.spend(second, frames=FRAMES_PER_SECOND, size=BYTES_PER_SECOND)
        assert budget.wait(second) <= 0


def test_large_frames_use_it_up_too():
    budget = Budget()
    budget.spend(1.0, frames=1, size=BYTES + BYTES_PER_SECOND)
    assert round(budget.wait(1.0), 3) == 1


def test_frames_that_are_given_back_do_not_add_up():
    budget = Budget()
    budget.spend(1.0, frames=-5_000)
    budget.spend(1.0, frames=FRAMES + 20)
    assert round(budget.wait(1.0), 3) == 1
