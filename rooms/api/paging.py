"""Long lists in pages, each with the address of the next in its Link header (RFC 8288)."""

from functools import cache
from types import MappingProxyType

from django.core.paginator import Paginator

from rooms.api.answers import Response
from rooms.live.refusal import Refused


def asked(form_class, request):
    """What the query string asks for. Raises Refused for what the form does not take."""
    if not request.META.get("QUERY_STRING"):
        return _asked_without(form_class)
    form = form_class(request.GET)
    if form.is_valid():
        return form.cleaned_data
    field, errors = next(iter(form.errors.items()))
    raise Refused(f"{field}: {' '.join(errors)}", field)


@cache
def _asked_without(form_class):
    """What no query string asks for: a form takes as long as the query of most pages."""
    form = form_class({})
    form.full_clean()
    return MappingProxyType(form.cleaned_data)


def numbered(request, rows, data, render):
    """The page with that number; `render` makes JSON of its rows, a list."""
    paginator = Paginator(rows, data["limit"])
    page = paginator.get_page(data["page"] or 1)
    links = {"last": {"page": paginator.num_pages}}
    if page.has_next():
        links["next"] = {"page": page.next_page_number()}
    if page.has_previous():
        links["prev"] = {"page": page.previous_page_number()}
    return linked(request, {"count": paginator.count, "results": render(list(page))}, links)


def before(request, rows, data, render, key="pk"):
    """The rows before a number, the highest first; the next page has those before the last."""
    if data["before"] is not None:
        rows = rows.filter(**{f"{key}__lt": data["before"]})
    found = list(rows.order_by(f"-{key}")[: data["limit"] + 1])
    shown = found[: data["limit"]]
    links = {"next": {"before": getattr(shown[-1], key)}} if len(found) > len(shown) else {}
    return linked(request, {"results": [render(each) for each in shown]}, links)


def linked(request, body, links):
    """The response with its links: {relation: what its query string has instead}."""
    return with_links(request, Response(body), links)


def with_links(request, response, links):
    if links:
        response["Link"] = ", ".join(_link(request, *each) for each in links.items())
    return response


def _link(request, relation, changes):
    query = request.GET.copy()
    for name in ("since", "before", "page"):
        query.pop(name, None)
    query.update({name: str(value) for name, value in changes.items()})
    address = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return f'<{address}>; rel="{relation}"'
