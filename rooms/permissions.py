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


def may_bump(user, counter):
    """As the counter is set; staff always. Not while its room is archived."""
    if counter.room and not may_write(counter.room):
        return False
    if user.is_staff or counter.bumpers == counter.EVERYONE:
        return True
    is_for_group = counter.bumpers == counter.GROUP and counter.group_id is not None
    return is_for_group and user.groups.filter(pk=counter.group_id).exists()


def may_manage_counters(user):
    """Make and edit counters, set them and begin again at 0."""
    return user.is_staff


def may_announce(user):
    return user.is_staff


def may_manage_people(user):
    """See everyone's account, see and rotate the invitation link."""
    return user.is_staff


def may_see_figures(user):
    """The dashboard: what goes on here, in numbers."""
    return user.is_staff


def may_manage_person(user, person):
    """Deactivate, end the sessions, make staff: staff, but of superusers only superusers."""
    return user.is_staff and (user.is_superuser or not person.is_superuser)
