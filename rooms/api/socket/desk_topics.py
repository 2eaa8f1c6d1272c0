"""What programs at the support desk may follow: the queue, and each conversation."""

from django.http import Http404

from rooms.api.rendering import conversation_json
from rooms.api.socket.topic import Topic
from rooms.chat.access import read_id
from rooms.chat.feeds import MessageFeed
from rooms.live.feeds.state_feed import StateFeed
from rooms.live.json_frames import frame
from rooms.models import Room, SupportDesk, Ticket, User
from rooms.models.token import SUPPORT
from rooms.support.access import CONVERSATIONS

SHOWN = 100
"Of each list; the rest is read by HTTP."


class DeskTopic(Topic):
    """The conversations that wait and those that are taken."""

    scope = SUPPORT

    def feed(self):
        return DeskJsonFeed.of(1)

    def join(self, feed, socket, since):
        """The present state comes at once, whatever is known of it."""
        feed.subscribe(socket)

    @classmethod
    def find(cls, user, key):
        _require_agent(user)
        return cls("desk.1", SupportDesk.current().seq)

    @classmethod
    def allowed(cls, followed):
        """Of {(user id, topic)} those whose user still answers at the desk."""
        agents = User.objects.agents().filter(pk__in={user for user, _ in followed})
        agents = set(agents.values_list("pk", flat=True))
        return {each for each in followed if each[0] in agents}


class ConversationTopic(DeskTopic):
    """The messages of a conversation, without the notes; `subject` for who answers it."""

    actions = frozenset({"post", "typing"})
    keeps_subject = False

    def feed(self):
        return MessageFeed.of(int(self.name.partition(".")[2]))

    def join(self, feed, socket, since):
        feed.subscribe(socket, self.seq if since is None else since)

    @classmethod
    def find(cls, user, key):
        """key: the conversation's public id, or the id of its room."""
        _require_agent(user)
        rooms = Room.objects.filter(kind=Room.SUPPORT)
        room = rooms.filter(slug=key).first() or rooms.filter(pk=read_id(key)).first()
        if room is None:
            raise Http404
        mine = room.memberships.filter(user=user).values_list("pk", flat=True).first()
        return cls(room.topic, room.seq, mine, room.slug)


class DeskJsonFeed(StateFeed):
    """The queue for programs, at most twice a second."""

    kind = "desk"
    throttle = 0.5

    def load(self):
        tickets, seq = CONVERSATIONS, SupportDesk.current().seq
        waiting, taken = (_listed(each) for each in (tickets.waiting(), tickets.taken()))
        return {"seq": seq, "waiting": waiting, "taken": taken, "count": _count(waiting)}

    def render(self, value, key):
        lists = {name: value[name] for name in ("count", "waiting", "taken")}
        return frame(self.topic, value["seq"], "queue", **lists)


def _listed(tickets):
    return [conversation_json(each) for each in tickets[:SHOWN]]


def _count(waiting):
    """How many wait in all."""
    return len(waiting) if len(waiting) < SHOWN else Ticket.objects.waiting().count()


def _require_agent(user):
    """Asked anew: the user of an open socket was read when it was opened."""
    if not User.objects.agents().filter(pk=user.pk).exists():
        raise Http404
