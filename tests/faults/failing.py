"""Lets system calls on some files of a process fail, on and off, by a library loaded before the C library."""

from __future__ import annotations

import errno
import shutil
import subprocess
from pathlib import Path

import pytest

# Every call that changes a file looks whether there is a file of faults: a number and part of a path.
_SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(int descriptor) {
    const char *place = getenv("FAULTS");
    FILE *file = place ? fopen(place, "r") : NULL;
    if (!file) return 0;
    int number = 0;
    char part[512] = "", link[64], path[4096];
    int read = fscanf(file, "%d %511s", &number, part);
    fclose(file);
    if (read != 2) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (!strstr(path, part)) return 0;
    errno = number;
    return 1;
}

#define WRAP(result, name, parameters, arguments) \
    result name parameters { \
        static result (*real) parameters; \
        if (!real) real = dlsym(RTLD_NEXT, #name); \
        return fails(descriptor) ? -1 : real arguments; \
    }
WRAP(ssize_t, write, (int descriptor, const void *bytes, size_t count), (descriptor, bytes, count))
WRAP(ssize_t, pwrite, (int descriptor, const void *bytes, size_t count, off_t at), (descriptor, bytes, count, at))
WRAP(ssize_t, pwrite64, (int descriptor, const void *bytes, size_t count, off64_t at), (descriptor, bytes, count, at))
WRAP(int, fsync, (int descriptor), (descriptor))
WRAP(int, fdatasync, (int descriptor), (descriptor))
WRAP(int, ftruncate64, (int descriptor, off64_t length), (descriptor, length))
"""


class FailingCalls:
    """What a process started with `environment` cannot do."""

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("cc")
        if compiler is None:
            pytest.skip("there is no C compiler to make failing system calls with")
        library = folder / "failing.so"
        source = folder / "failing.c"
        source.write_text(_SOURCE)
        made = subprocess.run(
            [compiler, "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if made.returncode:
            pytest.skip(f"failing system calls cannot be made: {made.stderr[:200]}")
        self._faults = folder / "faults"
        self.environment = {"LD_PRELOAD": str(library), "FAULTS": str(self._faults)}

    def begin(self, number: int, part: str) -> None:
        """Let all changes of files whose path contains `part` fail with an error number."""
        waiting = self._faults.with_suffix(".new")
        waiting.write_text(f"{number} {part}\n")
        waiting.replace(self._faults)

    def end(self) -> None:
        self._faults.unlink()


INPUT_OUTPUT, READ_ONLY, FULL = errno.EIO, errno.EROFS, errno.ENOSPC
