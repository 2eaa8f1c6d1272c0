from rooms.support.authentication import PAGES, guest_of


def guests(get_response):
    """At the desk's addresses a request is of its guest, or of nobody; never of who is signed in.

    Everywhere else a guest is nobody, whatever cookies come.
    """

    def middleware(request):
        if request.path_info.startswith(PAGES):
            request.user = request.guest = guest_of(request)
        return get_response(request)

    return middleware
