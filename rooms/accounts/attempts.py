from rooms.live.client_address import address_of_request
from rooms.live.post_door import Outcome
from rooms.live.refusal import Refused
from rooms.models import Attempt


def begin_attempt(request, kind, name=""):
    """Count a POST as an attempt; call `succeeded` on the outcome's result if it was no failure."""
    try:
        address = "" if name else address_of_request(request)
        return Outcome(Attempt.objects.begin(kind, name=name, address=address))
    except Refused as refusal:
        return Outcome(refusal=refusal)
