"""What the jobs on imports do: look at an upload, commit it, undo or redo a run."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from catalog.intake.columns.mapping import NO_MAPPING
from catalog.intake.readers.source import ReadOptions
from catalog.intake.runs.data_summary import summarize_report
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.kept_columns import column_samples, kept_columns
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.temporary_files import writing_temporary
from catalog.store.json_text import to_json
from catalog.store.writing.column_choices import shape_of
from catalog.store.writing.redoing import redo_run
from catalog.store.writing.undoing import undo_run
from catalog.web.services.jobs import Job, JobWatch
from catalog.web.services.kept_report import keep_records
from catalog.web.services.services import Services


def job_options(services: Services, job: Job) -> IntakeOptions:
    """Return the options for importing the upload of a job."""
    # What the editor sees and chooses on the page counts, even if it is nothing.
    mapping = NO_MAPPING.extended(job.columns)
    read = ReadOptions(limits=services.read_limits)
    return IntakeOptions(
        job.actor,
        job.supplier or None,
        read,
        mapping,
        report_products=False,
        reference=services.reference,
        person=job.person,
    )


def start_look(services: Services, job: Job, *, remembers: bool) -> None:
    """Find out in the background what an import of an upload would do. Nothing is changed.

    Args:
        services: the services of the server.
        job: the job.
        remembers: take the meanings of columns that were kept for the supplier.
    """

    def look(watch: JobWatch) -> None:
        """Import without saving, and keep the report beside the upload."""
        files = services.uploads.find(job.token)
        samples = column_samples(files, job_options(services, replace(job, columns={})))
        shape = shape_of(samples)
        if remembers and job.supplier:
            columns = kept_columns(services.database, job.supplier, samples)
            watch.note(columns=columns, is_remembered=bool(columns))
        chosen = job_options(services, watch.job)
        options = replace(chosen, dry_run=True, report_products=True, should_stop=watch.should_stop)
        report = import_files(services.database, services.import_pool, files, options, watch)
        with closing(report), writing_temporary():
            with services.uploads.writing(job.token, "records") as stream:
                kept = keep_records(report, stream)
            services.uploads.write(job.token, "summary", to_json(summarize_report(report).document()))
            # A heading that only the chosen meanings made one has its samples too.
            kept |= {"samples": {**samples, **column_samples(files, options)}, "shape": shape}
            services.uploads.write(job.token, "head", to_json(kept))

    services.jobs.start(replace(job, kind="look", run=None, total=0, done=0), look)


def start_commit(services: Services, job: Job) -> None:
    """Import an upload in the background, or go on with it. The upload is kept until that is done."""

    def commit(watch: JobWatch) -> None:
        """Import, and remove the upload."""
        options = replace(job_options(services, job), should_stop=watch.should_stop)
        files = services.uploads.find(job.token)
        report = import_files(services.database, services.import_pool, files, options, watch)
        report.close()
        if watch.job.run is None and report.run is not None:
            # An earlier run of the same files was recognised.
            watch.open_run(report.run, 0)
        services.uploads.forget_content(job.token)

    services.uploads.keep_unfinished(job.token)
    services.jobs.start(replace(job, kind="commit", total=0, done=0), commit)


def start_undo(services: Services, job: Job) -> None:
    """Undo or redo a run in the background, or go on with that."""
    do = undo_run if job.kind == "undo" else redo_run

    def undo(watch: JobWatch) -> None:
        """Undo or redo the run."""
        run = job.run or 0
        do(services.database, services.import_pool, run, job.actor, job.person, force=job.force, watch=watch)

    services.jobs.start(job, undo)
