"""Who may do what, beyond being a member, which is what lets one in at all."""


def may_write(room):
    return not room.is_archived


def may_edit(user, message):
    """Change or delete the text: its author or staff, while the room is not archived."""
    mine = message.author_id == user.pk or user.is_staff
    return mine and may_write(message.room) and not message.is_deleted


def may_manage(user, room):
    """Rename, archive, restore, choose the members: who made the room, or staff in it."""
    return not room.is_direct and (room.creator_id == user.pk or user.is_staff)


def may_choose_members(user, room):
    return room.kind == room.CLOSED and may_manage(user, room)


def may_leave(room):
    """Open rooms are everyone's and direct ones stay; only a closed room can be left."""
    return room.kind == room.CLOSED


def may_announce(user):
    return user.is_staff


def may_manage_people(user):
    """Deactivate people, see and rotate the invitation link."""
    return user.is_staff
