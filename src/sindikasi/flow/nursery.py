"""Loads what all reader processes share, in the process they are forked from.

The start method `forkserver` preloads modules by importing them and in no other way; hence the work at import time.
"""

from __future__ import annotations

import gc

import dateparser  # noqa: F401
import lxml.html  # noqa: F401
import trafilatura  # noqa: F401

import sindikasi.core.topics
import sindikasi.flow.readers  # noqa: F401
from sindikasi.core.language import load_model

load_model()
gc.freeze()  # a collection in a child would write to every object, and so copy it
