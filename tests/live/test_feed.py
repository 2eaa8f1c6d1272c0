import asyncio

from rooms.live.feeds.feed import Feed

PUMPED = []


class Prompt(Feed):
    kind = "prompt"

    async def pump(self):
        PUMPED.append(self.kind)


class Patient(Prompt):
    kind = "patient"
    patience = 0.02


async def test_a_patient_feed_lets_others_go_first_and_reads_once_for_all_that_came_meanwhile():
    PUMPED.clear()
    patient, prompt = Patient(), Prompt()
    patient.wake(1)
    prompt.wake(1)
    patient.wake(2)
    async with asyncio.timeout(3):
        while len(PUMPED) < 2:
            await asyncio.sleep(0.001)
        await patient._task
    assert PUMPED == ["prompt", "patient"]
