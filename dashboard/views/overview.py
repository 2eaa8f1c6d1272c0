from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboard.access import staff_only
from rooms.sidebar import sidebar_for


@staff_only
@require_GET
def overview(request):
    return render(request, "dashboard/overview.html", {"sidebar": sidebar_for(request.user)})
