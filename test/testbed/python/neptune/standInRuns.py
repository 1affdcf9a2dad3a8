"""Runs of neptune-scale as a server would have them: folded from what the real client has kept on disk, with the messages of neptune-query's own wheel.

Source of what a server adds (attributes below `sys/`): the list of types in neptune_query/internal/composition/type_inference.py of 1.14.1. The names of
`sys/forking/parent` and `sys/forking/step` are those of neptune-exporter.
"""

import shutil
import sqlite3
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from neptune_query.generated.neptune_api.proto.neptune_pb.ingest.v1.common_pb2 import Run as RunMessage
from neptune_query.generated.neptune_api.proto.neptune_pb.ingest.v1.common_pb2 import UpdateRunSnapshot

CREATES = 1
ADD = 1
OWNER = "ada"
SERIES = {"floatSeries", "stringSeries", "fileRefSeries", "histogramSeries"}


@dataclass
class Point:
    """step: with up to six decimals; at: milliseconds since 1970."""

    step: float
    value: Any
    at: int
    is_preview: bool = False
    completion: float = 0.0


@dataclass
class StandInRun:
    """attributes: name to (type of the API, value); of series the value is a list of points."""

    project: str
    custom_id: str
    sys_id: str = ""
    attributes: dict[str, tuple[str, Any]] = field(default_factory=dict)
    parent: Optional["StandInRun"] = None
    fork_step: float = 0.0

    def assign(self, name: str, kind: str, value: Any) -> None:
        self.attributes[name] = (kind, value)

    def append(self, name: str, kind: str, point: Point) -> None:
        self.attributes.setdefault(name, (kind, []))[1].append(point)

    def points(self, name: str, with_parents: bool) -> list[Point]:
        """By step; with what a fork has inherited, up to the step that it begins at."""
        kind, value = self.attributes.get(name, ("", []))
        own = sorted(value, key=lambda point: point.step) if kind in SERIES else []
        if with_parents and self.parent is not None:
            before = self.parent.points(name, True)
            return [point for point in before if point.step <= self.fork_step] + own
        return own

    def settle(self, number: int) -> None:
        """Adds what a server says of every run, and takes previews back that a later point has come after."""
        self.sys_id = f"{self.project.split('/')[1][:3].upper()}-{number}"
        for kind, value in list(self.attributes.values()):
            if kind in SERIES:
                last = max((point.step for point in value if not point.is_preview), default=float("-inf"))
                value[:] = [point for point in value if not point.is_preview or point.step > last]
        created = self.attributes.setdefault("sys/creation_time", ("datetime", 1_767_225_600_000))[1]
        self.assign("sys/id", "string", self.sys_id)
        self.assign("sys/custom_run_id", "string", self.custom_id)
        self.assign("sys/owner", "string", OWNER)
        self.assign("sys/failed", "bool", False)
        self.assign("sys/trashed", "bool", False)
        self.assign("sys/modification_time", "datetime", created + 1000)
        self.assign("sys/ping_time", "datetime", created + 1000)
        if self.parent is not None:
            self.assign("sys/forking/parent", "string", self.parent.custom_id)
            self.assign("sys/forking/step", "float", self.fork_step)
            self.assign("sys/forking/depth", "int", 1)


def read_runs(folder: Path) -> tuple[list[StandInRun], dict[str, Path]]:
    """The runs below `.neptune`, and where the bytes of their files lie, by the place that the client has given them."""
    runs: dict[str, StandInRun] = {}
    forks: dict[str, tuple[str, float]] = {}
    files: dict[str, Path] = {}
    for database in sorted(folder.glob("*/run_operations.sqlite3")):
        with tempfile.TemporaryDirectory() as copies:
            # A killed client leaves everything in the log beside it, and nobody may write there.
            for file in database.parent.glob("run_operations.sqlite3*"):
                shutil.copy(file, copies)
            fold_database(Path(copies) / database.name, runs, forks, files)
    for custom_id, (parent, step) in forks.items():
        runs[custom_id].parent = runs.get(parent)
        runs[custom_id].fork_step = step
    ordered = sorted(runs.values(), key=lambda run: run.attributes["sys/creation_time"][1])
    for number, run in enumerate(ordered, 1):
        run.settle(number)
    return ordered, files


def fold_database(path: Path, runs: dict, forks: dict, files: dict) -> None:
    with sqlite3.connect(path) as database:
        project, custom_id = database.execute("SELECT project, run_id FROM metadata").fetchone()
        run = StandInRun(project, custom_id)
        for kind, operation in database.execute("SELECT operation_type, operation FROM run_operations ORDER BY sequence_id"):
            if kind == CREATES:
                created = RunMessage.FromString(operation)
                run.assign("sys/creation_time", "datetime", created.creation_time.ToMilliseconds())
                if created.HasField("experiment_id"):
                    run.assign("sys/name", "string", created.experiment_id)
                    run.assign("sys/experiment/name", "string", created.experiment_id)
                    run.assign("sys/experiment/is_head", "bool", True)
                if created.HasField("fork_point"):
                    forks[custom_id] = (created.fork_point.parent_run_id, step_of(created.fork_point.step))
            else:
                fold_snapshot(run, UpdateRunSnapshot.FromString(operation))
        for source, place in database.execute("SELECT source_path, destination FROM file_upload_requests"):
            files[place] = Path(source)
    runs[custom_id] = run


def step_of(step: Any) -> float:
    return step.whole + step.micro / 1_000_000


def fold_snapshot(run: StandInRun, snapshot: UpdateRunSnapshot) -> None:
    for name, value in snapshot.assign.items():
        run.assign(name, *assigned(value))
    for name, change in snapshot.modify_sets.items():
        kept = run.attributes.setdefault(name, ("stringSet", set()))[1]
        for text, operation in change.string.values.items():
            kept.add(text) if operation == ADD else kept.discard(text)
    step, at = step_of(snapshot.step), snapshot.timestamp.ToMilliseconds()
    for name, value in snapshot.append.items():
        kind, logged = appended(value)
        preview = snapshot.preview
        run.append(name, kind, Point(step, logged, at, preview.is_preview, preview.completion_ratio))


def assigned(value: Any) -> tuple[str, Any]:
    which = value.WhichOneof("value")
    if which == "timestamp":
        return "datetime", value.timestamp.ToMilliseconds()
    if which == "string_set":
        return "stringSet", set(value.string_set.values)
    if which == "file_ref":
        return "fileRef", value.file_ref
    kinds = {"float64": "float", "int64": "int", "bool": "bool", "string": "string"}
    return kinds[which], getattr(value, which)


def appended(value: Any) -> tuple[str, Any]:
    which = value.WhichOneof("value")
    kinds = {"float64": "floatSeries", "string": "stringSeries", "file_ref": "fileRefSeries", "histogram": "histogramSeries"}
    return kinds[which], getattr(value, which)


def copies(run: StandInRun, project: str, count: int) -> list[StandInRun]:
    """A project of many: the same run under other ids, the newest last."""
    made = []
    for number in range(1, count + 1):
        one = StandInRun(project, f"copy-{number:03}", attributes=dict(run.attributes))
        one.assign("sys/creation_time", "datetime", 1_767_225_600_000 + number * 1000)
        one.settle(number)
        made.append(one)
    return made
