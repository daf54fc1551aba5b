"""Folders in an object store that speaks S3: what lies there, and its objects brought here and put there.

A place is written ``s3://bucket/prefix``. Credentials, region and endpoint are those of the environment, under the
names that every tool of S3 knows (``AWS_ACCESS_KEY_ID``, ``AWS_REGION``, ``AWS_ENDPOINT_URL``, a role of the machine).
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pyarrow.fs import FileInfo, S3FileSystem

__all__ = ["DeniedError", "ObjectFolder", "ObjectState", "ObjectStoreError", "is_object_store"]

#: Seconds to wait before each further try, when a store does not answer.
WAITS = (1.0, 3.0, 9.0, 27.0)
_PLACE = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>.*))?")
_BLOCK = 1 << 20
_CODE = re.compile(r"AWS Error ([A-Z_]+)(?: \(HTTP status (\d+)\))?")
_DENIED = frozenset({"ACCESS_DENIED"})
# What no second try will mend, and what to do.
_HINTS = {
    "NO_SUCH_BUCKET": "make the bucket, or mend its name",
    "ACCESS_DENIED": "see that AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the machine's role, may list, read and"
    " (where it publishes) write there",
    "INVALID_ACCESS_KEY_ID": "mend AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "INVALID_CLIENT_TOKEN_ID": "mend AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "MISSING_AUTHENTICATION_TOKEN": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role",
    "SIGNATURE_DOES_NOT_MATCH": "mend AWS_SECRET_ACCESS_KEY",
    "REQUEST_EXPIRED": "set the clock of this machine right, or renew the credentials",
    "REQUEST_TIME_TOO_SKEWED": "set the clock of this machine right",
}
_AWAY = "see that AWS_ENDPOINT_URL and AWS_REGION are right and the network is up, and run again"
_Result = TypeVar("_Result")


class ObjectStoreError(OSError):
    """An object store cannot be used; the message names the setting, the place and the next step."""


class DeniedError(ObjectStoreError):
    """The store does not let us have this."""


@dataclass(frozen=True, slots=True)
class ObjectState:
    """An object as a listing tells of it: path below the folder, size in bytes, time of its last writing."""

    path: str
    size: int
    mtime_ns: int


def is_object_store(place: str) -> bool:
    """Whether a place is in an object store; else it is a folder."""
    return place.startswith("s3://")


class ObjectFolder:
    """A folder in an object store.

    Args:
        place: ``s3://bucket/prefix``.
        setting: the variable that names it, for messages.

    Raises:
        ObjectStoreError: the place is not written like that.
    """

    def __init__(self, place: str, setting: str) -> None:
        match = _PLACE.fullmatch(place)
        if match is None or "//" in place.removeprefix("s3://") or "?" in place:
            raise ObjectStoreError(f"{setting} is {place!r}; write it as s3://bucket or s3://bucket/folder")
        self.place, self.setting = place.rstrip("/"), setting
        prefix = (match["prefix"] or "").strip("/")
        self._root = f"{match['bucket']}/{prefix}" if prefix else match["bucket"]

    def objects(self, folder: str = "", *, recursive: bool = True, expected: bool = False) -> Iterator[ObjectState]:
        """The objects in the folder, or in one below it, in no particular order.

        Args:
            folder: path below this one.
            recursive: also those in folders in it.
            expected: whether it is an error that there is no such folder; else there are none in it.
        """
        for info in self._infos(folder, recursive=recursive, expected=expected):
            if info.is_file:
                yield ObjectState(info.path.removeprefix(f"{self._root}/"), info.size, info.mtime_ns or 0)

    def folders(self, folder: str = "") -> list[str]:
        """Names of the folders right below a folder."""
        infos = self._infos(folder, recursive=False, expected=False)
        return sorted({info.base_name for info in infos if not info.is_file})

    def fetch(self, path: str, target: Path) -> None:
        """Bring an object here, whole.

        Raises:
            FileNotFoundError: there is no such object.
            DeniedError: it may not be read.
            ValueError: its name is none that can be asked for.
            ObjectStoreError: the store cannot be used.
        """

        def copy() -> None:
            with _file_system().open_input_stream(f"{self._root}/{path}") as source, target.open("wb") as handle:
                while block := source.read(_BLOCK):
                    handle.write(block)

        self._try(copy)

    def sha256(self, path: str) -> str:
        """Hash of an object's bytes; errors as those of :meth:`fetch`."""

        def digest() -> str:
            sha256 = hashlib.sha256()
            with _file_system().open_input_stream(f"{self._root}/{path}") as source:
                while block := source.read(_BLOCK):
                    sha256.update(block)
            return sha256.hexdigest()

        return self._try(digest)

    def read(self, path: str) -> bytes | None:
        """The bytes of a small object; None where there is none."""

        def read() -> bytes:
            with _file_system().open_input_stream(f"{self._root}/{path}") as source:
                return bytes(source.read())

        try:
            return self._try(read)
        except FileNotFoundError:
            return None

    def put(self, path: str, source: Path) -> None:
        """Write a file as an object; it is there whole or not at all."""

        def put() -> None:
            with _file_system().open_output_stream(f"{self._root}/{path}") as target, source.open("rb") as handle:
                while block := handle.read(8 * _BLOCK):
                    target.write(block)

        self._try(put)

    def copy(self, source: str, path: str) -> None:
        """Copy an object within the store, which does it itself: nothing is sent.

        Raises:
            FileNotFoundError: there is no such object.
            ObjectStoreError: the store cannot be used.
        """
        self._try(lambda: _file_system().copy_file(f"{self._root}/{source}", f"{self._root}/{path}"))

    def write(self, path: str, data: bytes) -> None:
        """Write a small object, in place of what has its name."""

        def write() -> None:
            with _file_system().open_output_stream(f"{self._root}/{path}") as target:
                target.write(data)

        self._try(write)

    def remove(self, folder: str) -> None:
        """Remove a folder with all objects in it."""
        with contextlib.suppress(FileNotFoundError):
            self._try(lambda: _file_system().delete_dir(f"{self._root}/{folder}"))

    def _infos(self, folder: str, *, recursive: bool, expected: bool) -> list[FileInfo]:
        from pyarrow.fs import FileSelector  # noqa: PLC0415

        base = f"{self._root}/{folder}" if folder else self._root
        selector = FileSelector(base, recursive=recursive, allow_not_found=not expected)
        try:
            return list(self._try(lambda: _file_system().get_file_info(selector)))
        except FileNotFoundError:
            raise ObjectStoreError(
                f"{self.setting}: there is nothing in {self.place}; put reports there, or mend the name"
            ) from None

    def _try(self, call: Callable[[], _Result]) -> _Result:
        """What a call gives; tried again where the store may be back in a moment."""
        for wait in (*WAITS, None):
            try:
                return call()
            except FileNotFoundError:
                raise
            except OSError as error:
                if error.errno is not None and "AWS Error" not in str(error):  # of the disk here
                    raise
                code, hint = _cause(error)
                message = f"{self.setting}: {self.place} cannot be used ({_short(error)}); {hint or _AWAY}"
                if code in _DENIED:
                    raise DeniedError(message) from None
                if hint or wait is None:
                    raise ObjectStoreError(message) from None
                time.sleep(wait)
        raise AssertionError("the last try returns or raises")


def _cause(error: OSError) -> tuple[str, str | None]:
    """Code of an error of S3, and what to do where another try would not help."""
    match = _CODE.search(str(error))
    code = match[1] if match else ""
    return code, _HINTS.get(code)


def _short(error: OSError) -> str:
    """What the store said, without the number of the request."""
    return re.sub(r" ?\(Request ID: [^)]*\)?", "", str(error)).strip().rstrip(".")


@functools.cache
def _file_system() -> S3FileSystem:
    """One for the process; made when first used, never before a fork."""
    from pyarrow.fs import AwsStandardS3RetryStrategy, S3FileSystem  # noqa: PLC0415

    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or None
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or ("us-east-1" if endpoint else None)
    return S3FileSystem(
        endpoint_override=endpoint,
        region=region,
        connect_timeout=10,
        request_timeout=60,
        retry_strategy=AwsStandardS3RetryStrategy(max_attempts=3),
    )
