"""The description of the API: for programs in OpenAPI, for people as a page without scripts.

What makes it is loaded when somebody asks: it would be 14 MiB of each process, and an eighth of
what one computes before it serves.
"""

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def schema(request):
    """It tells nothing of this site, so everybody may read it."""
    from rooms.api.schema import description

    return JsonResponse(description(), content_type="application/vnd.oai.openapi+json")


@require_safe
def reference(request):
    from rooms.api.reference import reference

    return render(request, "api/reference.html", {"reference": reference()})
