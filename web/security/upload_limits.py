"""Upload limits: how many files, how large, and how many bytes may wait for their turn."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1 << 20
WAITING = 4
"""Requests of the largest size that may wait in one place: on their way in, for their event of the
page, or for their job.  Each lies on the disk, or will."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What one upload may bring.  Given by `--upload-files` and `--upload-mb`."""

    files: int = 200
    megabytes: int = 64

    @property
    def largest_file(self) -> int:
        """In bytes."""
        return self.megabytes * MB

    @property
    def largest_request(self) -> int:
        """In bytes: four of the largest files, each with room for what frames it."""
        return 4 * (self.largest_file + MB)

    @property
    def most_waiting(self) -> int:
        """In bytes, of all requests that wait in one place."""
        return WAITING * self.largest_request
