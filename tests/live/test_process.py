import os

from rooms.live.process import process_id


def test_process_has_an_id_of_its_own_after_a_fork():
    read, write = os.pipe()
    if not (child := os.fork()):
        os.write(write, process_id().encode())
        os._exit(0)
    os.waitpid(child, 0)
    forked = os.read(read, 100).decode()
    assert len(forked) == len(process_id()) == 16
    assert forked != process_id()
