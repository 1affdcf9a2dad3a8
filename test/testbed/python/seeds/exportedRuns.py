"""exportedRuns.py: writes runs as neptune-exporter leaves them, to ./exports, with pyarrow as it does.

The exporter itself asks servers that are closed, and is in no package index; columns, names and places are those of its source
(https://github.com/neptune-ai/neptune-exporter, model.py and storage/parquet_writer.py, February 2026).
"""

import datetime
import hashlib
import math
import random
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TIME = pa.timestamp("ms", tz="UTC")
COLUMNS = pa.schema(
    {
        "project_id": pa.string(),
        "run_id": pa.string(),
        "attribute_path": pa.string(),
        "attribute_type": pa.string(),
        "step": pa.decimal128(18, 6),
        "timestamp": TIME,
        "int_value": pa.int64(),
        "float_value": pa.float64(),
        "string_value": pa.string(),
        "bool_value": pa.bool_(),
        "datetime_value": TIME,
        "string_set_value": pa.list_(pa.string()),
        "file_value": pa.struct({"path": pa.string()}),
        "histogram_value": pa.struct({"type": pa.string(), "edges": pa.list_(pa.float64()), "values": pa.list_(pa.float64())}),
    }
)
BEGIN = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
PROJECT = "team/digits"
random.seed(6)


def place(name: str) -> str:
    digest = hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
    return "".join(c if c.isalnum() or c in "_-" else "_" for c in name) + "-" + digest


def row(run: str, path: str, kind: str, value=None, **more) -> dict:
    column = {"float_series": "float_value", "string_series": "string_value", "file_series": "file_value"}.get(kind, f"{kind}_value")
    return {"project_id": PROJECT, "run_id": run, "attribute_path": path, "attribute_type": kind, column: value, **more}


def series(run: str, path: str, kind: str, values) -> list[dict]:
    at = ((Decimal(index) / 4, BEGIN + datetime.timedelta(seconds=index), value) for index, value in enumerate(values))
    return [row(run, path, kind, value, step=step, timestamp=time) for step, time, value in at]


def common(run: str, name: str, state: str, failed: bool) -> list[dict]:
    return [
        row(run, "sys/id", "string", run),
        row(run, "sys/name", "string", name),
        row(run, "sys/creation_time", "datetime", BEGIN),
        row(run, "sys/state", "string", state),
        row(run, "sys/owner", "string", "ada"),
        row(run, "sys/failed", "bool", failed),
        row(run, "sys/tags", "string_set", ["b", "ü"]),
    ]


def write(run: str, parts: list[list[dict]]) -> None:
    folder = Path("exports/data") / place(PROJECT)
    folder.mkdir(parents=True, exist_ok=True)
    for index, rows in enumerate(parts):
        table = pa.Table.from_pylist(rows, schema=COLUMNS)
        pq.write_table(table, folder / f"{place(run)}_part_{index}.parquet", compression="snappy", row_group_size=2000)


def whole() -> None:
    run = "DIG-1"
    file = f"{place(PROJECT)}/{place(run)}/model_weights-abc.txt"
    path = Path("exports/files") / file
    path.parent.mkdir(parents=True)
    path.write_text("weights")
    values = [
        row(run, "parameters/lr", "float", 0.1),
        row(run, "parameters/bs", "int", 2**53 + 1),
        row(run, "parameters/opt", "string", "ädam"),
        row(run, "parameters/flag", "bool", False),
        row(run, "model/weights", "file", {"path": file}),
        row(run, "escape", "file", {"path": "../../../outside.txt"}),
        *series(run, "log", "string_series", ["one", "two"]),
        *series(run, "odd", "float_series", [math.nan, math.inf, -math.inf]),
    ]
    histogram = {"type": "COUNTING", "edges": [0.0, 1.0], "values": [3.0]}
    values.append(row(run, "h", "histogram_series", step=Decimal(1)) | {"histogram_value": histogram})
    values[-1].pop("histogram_series_value", None)
    first = series(run, "train/loss", "float_series", [1 / (step + 1) for step in range(5000)])
    rest = series(run, "val/loss", "float_series", [1 / (step + 1) for step in range(10)])
    write(run, [[*common(run, "whole", "inactive", False), *values, *first], rest])


def failed() -> None:
    write("DIG-2", [[*common("DIG-2", "failed", "inactive", True), *series("DIG-2", "train/loss", "float_series", [1.0])]])


def unfinished() -> None:
    """Part 0 comes last: without it the exporter was stopped."""
    folder = Path("exports/data") / place(PROJECT)
    table = pa.Table.from_pylist(common("DIG-3", "unfinished", "active", False), schema=COLUMNS)
    pq.write_table(table, folder / f"{place('DIG-3')}_part_1.parquet.tmp", compression="snappy")


Path("outside.txt").write_text("secret")
whole()
failed()
unfinished()
