from e2e.browser import expect_live
import time
def test_prof(visit):
    visit.state_of("ana")
    ctx = visit.browse(storage_state=visit.state_of("ana"))
    for n in range(4):
        t=time.time(); p=visit("ana"); print("cold", time.time()-t); 
        t=time.time(); q=ctx.new_page(); a=time.time(); q.goto("/rooms/lobby/"); b=time.time(); expect_live(q); print("warm", a-t, b-a, time.time()-b)
