"""The rooms that a user is in, and who is in them."""

from django.db.models import F

from rooms.api.answers import Response, no_content
from rooms.api.described import Listed, described
from rooms.api.door import ApiView
from rooms.api.paging import asked, numbered
from rooms.api.queries import PageForm
from rooms.api.rendering import people_json, presence_json, room_json
from rooms.chat.actions import FOLLOW, ROOM_READ, TYPING
from rooms.chat.room_actions import (
    MEMBER_REMOVE,
    MEMBERS_ADD,
    ROOM_ARCHIVE,
    ROOM_LEAVE,
    ROOM_LEVEL,
    ROOM_MAKE,
    ROOM_RENAME,
    ROOM_RESTORE,
)
from rooms.models import Room as RoomModel
from rooms.models import User
from rooms.models.token import MANAGE
from rooms.presence.people import people_in
from rooms.site.sidebar import direct_names


class RoomView(ApiView):
    tag = "rooms"

    def shown(self, slug):
        """The room as its member sees it now."""
        membership = self.membership(slug)
        unread = membership.room.posts - membership.read_posts
        return room_json(membership.room, membership.room.name_for(self.request.user), unread)

    def managed(self, slug):
        """The same after the method's action."""
        self.play(self.membership(slug).pk)
        return Response(self.shown(slug))


class Rooms(RoomView):
    actions = {"POST": ROOM_MAKE}

    @described("My rooms", Listed("RoomShape", is_counted=True), query=PageForm)
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

    @described("Make a room", "RoomShape", status=201, form=ROOM_MAKE.form({}))
    def post(self, request):
        """One of everybody, or a closed one of the people that are chosen."""
        made = self.play(data={"kind": RoomModel.OPEN, **self.data})
        address = request.build_absolute_uri(f"{request.path}{made.slug}/")
        return Response(self.shown(made.slug), 201, headers={"Location": address})


class Room(RoomView):
    actions = {"PATCH": ROOM_RENAME}

    @described("One room", "RoomShape")
    def get(self, request, slug):
        return Response(self.shown(slug))

    @described("Rename a room", "RoomShape", form=ROOM_RENAME.form(), is_required=False)
    def patch(self, request, slug):
        """Its name, its purpose or both: for staff and who made it."""
        room = self.membership(slug).room
        present = {"name": room.name, "purpose": room.purpose}
        self.play(self.membership(slug).pk, present | self.data)
        return Response(self.shown(slug))


class Archive(RoomView):
    actions = {"POST": ROOM_ARCHIVE}

    @described("Archive a room", "RoomShape")
    def post(self, request, slug):
        """It can be read, and nobody writes there any more."""
        return self.managed(slug)


class Restore(RoomView):
    actions = {"POST": ROOM_RESTORE}

    @described("Restore a room", "RoomShape")
    def post(self, request, slug):
        """Out of the archive."""
        return self.managed(slug)


class Level(ApiView):
    tag = "rooms"
    actions = {"POST": ROOM_LEVEL}

    @described("Choose what to hear of a room", status=204, form=ROOM_LEVEL.form())
    def post(self, request, slug):
        """For oneself: everything, what names one, nothing, or not even to see it in lists."""
        self.play(self.membership(slug).pk)
        return no_content()


class Follow(ApiView):
    tag = "messages"
    actions = {"POST": FOLLOW}

    @described("Follow a thread", status=204, form=FOLLOW.form())
    def post(self, request, slug):
        """Be told of each reply; with `"follow": false` not any more. The slug is the thread's."""
        wants = self.data.get("follow", True)
        self.play(self.membership(slug).pk, {"follow": "on"} if wants is not False else {})
        return no_content()


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
    actions = {"POST": MEMBERS_ADD}

    @described("Members", Listed("Person", is_counted=True), query=PageForm)
    def get(self, request, slug):
        """Who is in the room, by name."""
        people = self.membership(slug).room.members.order_by("display_name", "pk")
        return numbered(request, people, asked(PageForm, request), people_json)

    @described("Add members", status=204, form=MEMBERS_ADD.form({}))
    def post(self, request, slug):
        """To a closed room: for staff and who made it. `people` are ids."""
        self.play(self.membership(slug).pk)
        return no_content()


class Member(ApiView):
    tag = "rooms"
    scope = MANAGE

    @described("Remove a member", status=204)
    def delete(self, request, slug, pk):
        """Of a closed room. Everybody removes themselves; others, staff and who made it."""
        action = ROOM_LEAVE if pk == request.user.pk else MEMBER_REMOVE
        self.play(self.membership(slug).pk, {"person": pk}, action)
        return no_content()


class Presence(ApiView):
    tag = "rooms"

    @described("Who is here", "Presence")
    def get(self, request, slug):
        """Who has the room open."""
        found = people_in(self.membership(slug).room_id)
        return Response(presence_json(found))


class Typing(ApiView):
    tag = "rooms"
    actions = {"POST": TYPING}

    @described("Who is typing", "Typing")
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
