"""The rooms that a user is in, and who is in them."""

from django.db.models import F

from rooms.api import shapes
from rooms.api.answers import Response, no_content
from rooms.api.door import ApiView
from rooms.api.paging import asked, numbered
from rooms.api.queries import PageForm
from rooms.api.rendering import people_json, presence_json, room_json
from rooms.api.schema import described
from rooms.chat.actions import ROOM_READ, TYPING
from rooms.models import User
from rooms.presence.people import people_in
from rooms.site.sidebar import direct_names


class Rooms(ApiView):
    tag = "rooms"

    @described("My rooms", shapes.listed(shapes.RoomShape, counted=True), query=PageForm)
    def get(self, request):
        """The rooms that I am in, archived ones too, in the order in which they were made."""
        memberships = request.user.memberships.listed().select_related("room").order_by("room_id")
        memberships = memberships.annotate(unread=F("room__posts") - F("read_posts"))
        return numbered(request, memberships, asked(PageForm, request), self._render)

    def _render(self, memberships):
        directs = [each.room_id for each in memberships if each.room.is_direct]
        names = direct_names(directs, self.request.user.pk)
        return [
            room_json(each.room, names.get(each.room_id, each.room.name), each.unread)
            for each in memberships
        ]


class Room(ApiView):
    tag = "rooms"

    @described("One room", shapes.RoomShape)
    def get(self, request, slug):
        membership = self.membership(slug)
        room = membership.room
        unread = room.posts - membership.read_posts
        return Response(room_json(room, room.name_for(request.user), unread))


class Read(ApiView):
    tag = "rooms"
    actions = {"POST": ROOM_READ}

    @described("Read a room", status=204)
    def post(self, request, slug):
        """All of it is read now, and so are my notifications of it."""
        self.play(self.membership(slug).pk)
        return no_content()


class Members(ApiView):
    tag = "rooms"

    @described("Members", shapes.listed(shapes.Person, counted=True), query=PageForm)
    def get(self, request, slug):
        """Who is in the room, by name."""
        people = self.membership(slug).room.members.order_by("display_name", "pk")
        return numbered(request, people, asked(PageForm, request), people_json)


class Presence(ApiView):
    tag = "rooms"

    @described("Who is here", shapes.Presence)
    def get(self, request, slug):
        """Who has the room open."""
        found = people_in(self.membership(slug).room_id)
        return Response(presence_json(found))


class Typing(ApiView):
    tag = "rooms"
    actions = {"POST": TYPING}

    @described("Who is typing", shapes.Typing)
    def get(self, request, slug):
        """The others who are writing there at the moment."""
        typing = self.membership(slug).room.memberships.typing().exclude(user=request.user)
        people = User.objects.filter(memberships__in=typing)
        return Response({"results": people_json(people)})

    @described("Be seen typing", status=204)
    def post(self, request, slug):
        """For the next five seconds."""
        self.play(self.membership(slug).pk)
        return no_content()
