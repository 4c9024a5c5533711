"""The application as the server's processes build it, each for itself."""

from __future__ import annotations

import gc
import sys

from fastapi import FastAPI

from catalog.settings import load_settings
from catalog.web.app import create_app

SWITCH_SECONDS = 0.001
"""How long a thread keeps the interpreter; Python's own 5 ms made look-ups beside heavy queries wait twice as long."""


def application() -> FastAPI:
    """Build the application from the environment's settings, and keep the garbage collector away from it.

    What is loaded and built here lives as long as the process: 155,000 objects, and a full collection that goes through
    them stops every answer for 60 ms. Threads give way to each other every millisecond: a look-up on the event loop
    waits for no more than that where another thread works on a list or a page.
    """
    app = create_app(load_settings())
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH_SECONDS)
    return app
