"""Packages as ZIP files. Reading believes nothing: no name of the file becomes a path, nothing is unpacked beyond its bounds,
and every byte is checked against the digest that the manifest names before a page is made.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from hashlib import sha256
from io import BytesIO
from typing import IO, Any, BinaryIO

import yaml

from content.courses.strict import CourseFileError, Entry, read_yaml
from content.exchange.package import (
    COURSE,
    DEEPEST,
    DOCUMENT,
    ENTRIES,
    FORMAT,
    IMAGE,
    LARGEST,
    LEFT,
    MANIFEST,
    NODES,
    TEXT_MOST,
    UNPACKED,
    VERSION,
    Medium,
    NoPackage,
    Note,
    Package,
)

_MEDIA = re.compile(rf"media/({IMAGE}|{DOCUMENT})/[0-9a-f]{{16}}\.[a-z0-9]{{1,5}}")
_PIECE = 1024 * 1024
LONGEST_NUMBER = 40  # signs
_DIRECTORY_MOST = 200 * ENTRIES  # bytes of the list of entries
_END, _END_MOST = b"PK\x05\x06", 22 + 65_535  # what an archive ends with, and how much that is with the longest comment
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same course gives the same bytes on every day
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    struct.error,
)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def as_yaml(data: Any) -> str:
    """Data as a course file writes it: keys in their order, texts on lines of their own."""
    dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return yaml.dump(data, Dumper=dumper, allow_unicode=True, sort_keys=False, width=120)


def write(package: Package, out: BinaryIO) -> None:
    """The package as a ZIP: the manifest first, media as they are (they are packed already).

    Raises NoPackage for more than `read` would take anywhere, before anything is written.
    """
    if len(package.media) > ENTRIES - 2:
        raise NoPackage("too many files")
    if sum(medium.size for medium in package.media.values()) > LARGEST - TEXT_MOST - 1000 * ENTRIES:
        raise NoPackage("large")
    course = as_yaml(package.course).encode()
    files = [{"path": COURSE, "sha256": sha256(course).hexdigest(), "bytes": len(course)}]
    files += [{"path": m.place, "sha256": m.sha256, "bytes": m.size} for _place, m in sorted(package.media.items())]
    manifest: dict[str, Any] = {"format": FORMAT, "version": VERSION, "files": files}
    if package.activities:
        manifest["activities"] = [{"page": place or "/", "iri": iri} for place, iri in package.activities.items()]
    if package.left_out:
        manifest["left_out"] = [f"{note.reason}: {note.detail}"[:300] for note in package.left_out]
    with zipfile.ZipFile(out, "w") as packed:
        _put(packed, MANIFEST, [as_yaml(manifest).encode()], zipfile.ZIP_DEFLATED)
        _put(packed, COURSE, [course], zipfile.ZIP_DEFLATED)
        for place, medium in sorted(package.media.items()):
            with medium.open() as file:
                _put(packed, place, iter(lambda: file.read(_PIECE), b""), zipfile.ZIP_STORED)


def _put(packed: zipfile.ZipFile, name: str, pieces: Iterable[bytes], how: int) -> None:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type, entry.external_attr = how, 0o644 << 16
    with packed.open(entry, "w", force_zip64=False) as target:
        for piece in pieces:
            target.write(piece)


def read(file: BinaryIO) -> Package:
    """The package in an open file, which stays open as long as its media are read. Raises NoPackage, CourseFileError."""
    size = file.seek(0, 2)
    if not size:
        raise NoPackage("empty")
    if size > LARGEST:
        raise NoPackage("large")
    _few_entries(file, size)
    try:
        packed = zipfile.ZipFile(file)
        entries = {one.filename: one for one in packed.infolist()}
        _look_at(packed.infolist())
        manifest = _manifest(_text(packed, entries, MANIFEST, 400 * ENTRIES))
        _check_digests(packed, entries, manifest)
        course = bounded(_text(packed, entries, COURSE, TEXT_MOST), COURSE)
    except NoPackage:
        raise
    except CourseFileError:
        raise
    except _BROKEN:
        raise NoPackage("damaged") from None
    package = _with_media(packed, entries, manifest, course)
    package.activities = manifest["activities"]
    package.left_out = [Note("", LEFT, "left out there", one) for one in manifest["left_out"]]
    return package


def _few_entries(file: BinaryIO, size: int) -> None:
    """The end of the file says how many entries there are; Python's reader would first keep them all in memory.

    Only the plain end is taken, the one that ours writes: without a comment behind it, without the larger numbers of ZIP64
    before it (a package is too small to need them).
    """
    file.seek(max(0, size - _END_MOST))
    end = file.read()
    tail = end[-42:]
    file.seek(0)
    if file.read(4) != b"PK\x03\x04" or len(tail) < 22:
        raise NoPackage("other")
    mark, *_disks, entries, length, _start, comment = struct.unpack("<4s4H2LH", tail[-22:])
    if _END not in end:
        raise NoPackage("damaged")  # it begins as an archive and has no end: the network went while it was fetched
    if mark != _END or comment or tail[:4] == b"PK\x06\x07":
        raise NoPackage("other")
    if entries > ENTRIES or length > _DIRECTORY_MOST:
        raise NoPackage("many")


def _look_at(entries: list[zipfile.ZipInfo]) -> None:
    names = [one.filename for one in entries]
    if MANIFEST not in names or COURSE not in names:
        raise NoPackage("other")
    if len(names) > ENTRIES:
        raise NoPackage("many")
    if len(set(names)) < len(names):
        raise NoPackage("twice")
    for one in entries:
        if one.filename not in (MANIFEST, COURSE) and not _MEDIA.fullmatch(one.filename):
            raise NoPackage("strange", one.filename[:80])
        if one.flag_bits & 0x1 or one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NoPackage("locked")
    if sum(one.file_size for one in entries) > UNPACKED:
        raise NoPackage("unpacked")


def _text(packed: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], name: str, most: int) -> str:
    if entries[name].file_size > most:
        raise NoPackage("unpacked")
    with packed.open(entries[name]) as opened:
        data = opened.read(most + 1)
    if len(data) > most:
        raise NoPackage("unpacked")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise NoPackage("damaged") from None


def bounded(text: str, where: str) -> Any:
    """YAML of strangers as data: flat enough, small enough, without names for parts (which grow when they are repeated).

    Raises CourseFileError.
    """
    depth = nodes = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            nodes += isinstance(event, yaml.NodeEvent)
            if isinstance(event, yaml.ScalarEvent) and event.implicit[0] and _is_long_number(event.value):
                raise CourseFileError(f"{where}: a number has at most {LONGEST_NUMBER} signs")
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise CourseFileError(f"{where}: names for parts (&, *) are not allowed here")
            if depth > DEEPEST or nodes > NODES:
                raise CourseFileError(f"{where}: there is too much in it, or it is nested too deep")
        return read_yaml(text, where)
    except (yaml.YAMLError, ValueError, OverflowError) as problem:
        if isinstance(problem, CourseFileError):
            raise
        raise CourseFileError(f"{where}: {problem}") from problem


def _is_long_number(text: str) -> bool:
    """Whether YAML would count with a text that is longer than any number: 1:1:1:1 … is one to it, in base sixty."""
    if len(text) <= LONGEST_NUMBER:
        return False
    kinds = yaml.SafeLoader.yaml_implicit_resolvers.get(text[0], ())
    return any(tag.endswith((":int", ":float")) and how.match(text) for tag, how in kinds)


def _manifest(text: str) -> dict[str, Any]:
    told = Entry(bounded(text, MANIFEST), MANIFEST)
    if told.text("format", 100) != FORMAT:
        raise NoPackage("other")
    if told.number("version", 1, 10_000) > VERSION:
        raise NoPackage("newer")
    files = {}
    for one in told.entries("files", 1, ENTRIES):
        name = one.text("path", 100)
        if name in files:
            raise NoPackage("twice")
        files[name] = (one.text("sha256", 64), one.number("bytes", 0, UNPACKED))
        one.end()
    activities = {}
    for one in told.entries("activities", 0, ENTRIES) if told.has("activities") else []:
        activities[one.text("page", 600).strip("/")] = one.text("iri", 500)
        one.end()
    left = told.texts("left_out", 0, ENTRIES) if told.has("left_out") else ()
    told.end()
    return {"files": files, "activities": activities, "left_out": left}


def _check_digests(packed: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], manifest: dict[str, Any]) -> None:
    """Every entry is in the manifest, and has the bytes that the manifest names."""
    files = manifest["files"]
    if set(files) != set(entries) - {MANIFEST}:
        odd = sorted(set(files) ^ (set(entries) - {MANIFEST}))
        raise NoPackage("not the same", odd[0][:80])
    for name, (digest, size) in files.items():
        found, length = sha256(), 0
        with packed.open(entries[name]) as opened:
            while piece := opened.read(_PIECE):
                found.update(piece)
                length += len(piece)
                if length > size:
                    raise NoPackage("digest", name)
        if length != size or found.hexdigest() != digest:
            raise NoPackage("digest", name)


def _with_media(
    packed: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], manifest: dict[str, Any], course: Any
) -> Package:
    told = Entry(course, COURSE)
    package = Package(course)
    for one in told.entries("media", 0, ENTRIES) if told.has("media") else []:
        place = one.text("file", 100)
        if not _MEDIA.fullmatch(place) or place not in entries:
            raise one.wrong(f"“{place}” does not lie in this package")
        title = one.text("title", 255)
        description = one.text("description", 255, default="")
        one.end()
        digest, size = manifest["files"][place]

        def opened(name: str = place) -> IO[bytes]:
            return packed.open(entries[name])

        package.media[place] = Medium(place, place.split("/")[1], title, description, digest, size, opened)  # type: ignore[arg-type]
    if set(package.media) != set(entries) - {MANIFEST, COURSE}:
        raise NoPackage("not the same", sorted(set(entries) - set(package.media) - {MANIFEST, COURSE})[0])
    return package


def as_bytes(package: Package) -> bytes:
    """The whole ZIP in memory: for small ones."""
    out = BytesIO()
    write(package, out)
    return out.getvalue()
