"""The application as each server process builds it."""

from __future__ import annotations

import gc
import sys

from fastapi import FastAPI

from catalog.settings import load_settings
from catalog.web.app import create_app
from catalog.web.http.log.lines import begin_log

SWITCH_SECONDS = 0.001
"""How long a thread keeps the interpreter. With Python's default of 5 ms, look-ups beside heavy queries took twice as
long."""


def application() -> FastAPI:
    """Build the application from the environment's settings, and exclude its objects from garbage collection.

    These 155,000 objects live as long as the process. A full collection that visits them stops every answer for
    60 ms. Threads switch every millisecond, so a look-up on the event loop waits no longer than that for a thread that
    works on a list or a page.
    """
    settings = load_settings()
    begin_log(settings.log_form, settings.log_level)
    app = create_app(settings)
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH_SECONDS)
    return app
