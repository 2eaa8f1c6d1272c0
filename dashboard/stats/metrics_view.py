"""What Prometheus scrapes: whichever process is asked answers for all of them."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.exposition import choose_encoder

from dashboard.access import scrapers_only
from dashboard.stats.metrics import registry


@never_cache
@scrapers_only
@require_safe
def metrics(request):
    encode, content_type = choose_encoder(request.headers.get("Accept"))
    return HttpResponse(encode(registry), content_type=content_type)
