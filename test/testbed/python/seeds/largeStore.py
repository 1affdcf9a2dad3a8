"""largeStore.py: writes stores of many runs into the current folder, with the tables and the store API of MLflow itself; REST would take hours.

sqlite/mlflow.db: 5,000 runs of 50 metrics and 12 params. long/mlflow.db: one run with a metric of 1,000,000 points.
files/mlruns: 1,000 of those runs, for each metric is a file: 5,000 would be a gigabyte of disk.
"""

import math
import os
import random
from pathlib import Path

from mlflow.entities import Metric, Param, RunTag
from mlflow.store.tracking.dbmodels.models import SqlLatestMetric, SqlMetric, SqlParam, SqlRun, SqlTag
from mlflow.store.tracking.file_store import FileStore
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

RUNS = 5_000
FILE_RUNS = 1_000
METRICS = 50
PARAMS = 12
POINTS = 1_000_000
AT_ONCE = 250  # runs in one statement
START = 1_760_000_000_000  # milliseconds since 1970
STATES = ("FINISHED", "FINISHED", "FINISHED", "FAILED", "RUNNING")

random.seed(6)


def metric_names() -> list[str]:
    return [f"{group}/{name}_{index}" for index in range(5) for group in ("train", "val") for name in ("loss", "acc", "f1", "auc", "lr")]


def values(run: int) -> list[float]:
    return [random.random() / (1 + run % 7 + index) for index in range(METRICS)]


def params(run: int) -> dict[str, str]:
    own = {"lr": repr(10 ** -random.uniform(1, 5)), "batch_size": str(2 ** random.randint(3, 9)), "model": ("vit", "resnet", "mlp")[run % 3]}
    return own | {f"option_{index}": str(random.randint(0, 9)) for index in range(PARAMS - len(own))}


def many(place: Path) -> None:
    place.mkdir()
    store = SqlAlchemyStore(f"sqlite:///{place / 'mlflow.db'}", str(place / "artifacts"))
    experiment = int(store.create_experiment("large"))
    names = metric_names()
    for first in range(0, RUNS, AT_ONCE):
        rows = {kind: [] for kind in (SqlRun, SqlMetric, SqlLatestMetric, SqlParam, SqlTag)}
        for run in range(first, min(RUNS, first + AT_ONCE)):
            add_rows(rows, run, experiment, names, place)
        with store.ManagedSessionMaker() as session:
            for kind, mappings in rows.items():
                session.bulk_insert_mappings(kind, mappings)


def add_rows(rows: dict, run: int, experiment: int, names: list[str], place: Path) -> None:
    run_id = f"{run:032x}"
    start = START + run * 60_000
    state = STATES[run % len(STATES)]
    end = None if state == "RUNNING" else start + 50_000
    info = {"source_type": "LOCAL", "source_name": "train.py", "user_id": ("ada", "grace")[run % 2], "lifecycle_stage": "active"}
    artifacts = str(place / "artifacts" / str(experiment) / run_id / "artifacts")
    times = {"start_time": start, "end_time": end}
    rows[SqlRun].append({"run_uuid": run_id, "name": f"run-{run}", "status": state, "experiment_id": experiment, "artifact_uri": artifacts, **info, **times})
    rows[SqlTag].append({"run_uuid": run_id, "key": "mlflow.runName", "value": f"run-{run}"})
    for key, value in params(run).items():
        rows[SqlParam].append({"run_uuid": run_id, "key": key, "value": value})
    for key, value in zip(names, values(run)):
        point = {"run_uuid": run_id, "key": key, "value": value, "timestamp": start, "step": 10, "is_nan": False}
        rows[SqlMetric].append(point)
        rows[SqlLatestMetric].append(point)


def long(place: Path) -> None:
    place.mkdir()
    store = SqlAlchemyStore(f"sqlite:///{place / 'mlflow.db'}", str(place / "artifacts"))
    run = store.create_run(store.create_experiment("long"), "ada", START, [], "a million points").info.run_id
    for first in range(0, POINTS, 50_000):
        points = [point(run, step) for step in range(first, first + 50_000)]
        with store.ManagedSessionMaker() as session:
            session.bulk_insert_mappings(SqlMetric, points)
    # The store's own call for the last one, so that it is the latest.
    store.log_batch(run, [Metric("loss", loss(POINTS), START + POINTS, POINTS)], [Param("lr", "0.1")], [RunTag("kind", "long")])


def point(run: str, step: int) -> dict:
    return {"run_uuid": run, "key": "loss", "value": loss(step), "timestamp": START + step, "step": step, "is_nan": False}


def loss(step: int) -> float:
    return 5 * math.exp(-step / 300_000) + random.random() * 0.05


def files(place: Path) -> None:
    store = FileStore(str(place / "mlruns"))
    experiment = store.create_experiment("large")
    names = metric_names()
    for run in range(FILE_RUNS):
        made = store.create_run(experiment, "ada", START + run * 60_000, [], f"run-{run}").info.run_id
        metrics = [Metric(key, value, START + run * 60_000, 10) for key, value in zip(names, values(run))]
        store.log_batch(made, metrics, [Param(key, value) for key, value in params(run).items()], [])


here = Path(os.getcwd())
many(here / "sqlite")
long(here / "long")
files(here / "files")
