"""Jobs for staff: list them, run one that failed again, drop one that is not tried any more."""

from django.db.models import F
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.access import staff_only
from dashboard.confirm import ask, done
from rooms.models import Job
from rooms.site.search import paginate
from rooms.site.shell import shell_for


@staff_only
@require_safe
def jobs(request):
    """Those that failed for good, the latest first, then the others as they are due."""
    everything = Job.objects.order_by(F("failed_at").desc(nulls_last=True), "due", "pk")
    context = {"found": paginate(request, everything), "shell": shell_for(request.user)}
    return render(request, "dashboard/jobs/jobs.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def retry(request, pk):
    job, back = get_object_or_404(Job.objects.failing(), pk=pk), reverse("dashboard-jobs")
    if request.method != "POST":
        text = gettext(
            "The job runs within seconds. If it fails again, it is tried as often as a new one."
        )
        return ask(request, gettext("Run now: %(job)s") % {"job": job.title}, text, back)
    if job.retry():
        return done(request, gettext("The job runs within seconds."), back)
    return done(request, gettext("The job is running already, or done."), back)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request, pk):
    job, back = get_object_or_404(Job.objects.failed(), pk=pk), reverse("dashboard-jobs")
    if request.method != "POST":
        text = gettext("What the job was to do is never done. You cannot undo this.")
        return ask(request, gettext("Drop: %(job)s") % {"job": job.title}, text, back)
    if job.drop():
        return done(request, gettext("You dropped the job."), back)
    return done(request, gettext("The job has been run again, or dropped already."), back)
