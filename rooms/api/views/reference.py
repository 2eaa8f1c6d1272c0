"""The description of the API: for programs in OpenAPI, for people as a page without scripts."""

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rooms.api.reference import reference as made_reference
from rooms.api.schema import description


@require_safe
def schema(request):
    """It tells nothing of this site, so everybody may read it."""
    return JsonResponse(description(), content_type="application/vnd.oai.openapi+json")


@require_safe
def reference(request):
    return render(request, "api/reference.html", {"reference": made_reference()})
