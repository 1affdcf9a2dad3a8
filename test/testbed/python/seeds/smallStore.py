"""smallStore.py SAMPLE: fills the store at MLFLOW_TRACKING_URI with what users have, by MLflow's own client; SAMPLE is the folder with train.py.

Prints the ids of what it has made as JSON in its last line. Works with MLflow 2 and 3; what 2 does not have is left out.
"""

import contextlib
import io
import json
import math
import os
import random
import runpy
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from mlflow import MlflowClient
from mlflow.entities import Metric
from PIL import Image

IS_3 = not mlflow.__version__.startswith("2.")
LONGEST_PARAM = 6000  # characters; longer ones are cut
HISTORY = 10_000  # points
client = MlflowClient()
now = int(time.time() * 1000)
random.seed(1)
made: dict = {"version": mlflow.__version__}


def sweep(sample: str) -> None:
    """Twenty runs of the sample's training, which logs to MLflow by itself."""
    name = "vision/digits"
    os.environ["MLFLOW_EXPERIMENT_NAME"] = name
    program = str(Path(sample) / "train.py")
    if not has_scikit_learn():
        return
    for rate in (0.0003, 0.001, 0.003, 0.01):
        for width in (16, 32):
            for batch in (64, 128) if rate < 0.01 else (64, 128, 256, 512):
                with tempfile.TemporaryDirectory() as output, contextlib.redirect_stdout(io.StringIO()):
                    options = {"--epochs": 4, "--lr": rate, "--hidden": width, "--batch-size": batch, "--output": output}
                    sys.argv = [program, *(str(part) for pair in options.items() for part in pair)]
                    runpy.run_path(program, run_name="__main__")
    experiment = client.get_experiment_by_name(name).experiment_id
    made["sweep"] = {"experiment": experiment, "runs": [run.info.run_id for run in client.search_runs([experiment])]}


def has_scikit_learn() -> bool:
    try:
        import sklearn  # noqa: F401
    except ImportError:
        return False
    return True


class Identity(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input


def odd_experiment() -> str:
    name = "odd/ünïcode 名前"
    mlflow.set_experiment(name)
    experiment = client.get_experiment_by_name(name).experiment_id
    client.set_experiment_tag(experiment, "team", "vision")
    client.set_experiment_tag(experiment, "mlflow.note.content", "# Note\n**bold** <script>alert(1)</script>")
    made["odd"] = {"experiment": experiment, "name": name}
    return experiment


def parent_run() -> str:
    with mlflow.start_run(run_name="parent ü") as parent:
        run = parent.info.run_id
        mlflow.log_params({"lr": 0.1, "model/name": "resnet", "long": "x" * LONGEST_PARAM, "with space": "y", "uni_ä": "ü€"})
        mlflow.set_tags({"mlflow.note.content": "note *md*", "k.dot": "v", "quote": "it's", "both": "'\"", "lines": "a\nb"})
        children = []
        for fold in range(3):
            with mlflow.start_run(run_name=f"child-{fold}", nested=True) as child:
                children.append(child.info.run_id)
                mlflow.log_param("fold", fold)
                mlflow.log_metric("rmse", 1.0 / (fold + 1), step=0)
        histories(run)
        artifacts()
        data = mlflow.data.from_numpy(np.zeros((3, 2)), name="train-set")
        mlflow.log_input(data, context="training", tags={"split": "a"})
        model(run)
    made["parent"], made["children"] = run, children
    return run


def histories(run: str) -> None:
    for first in range(0, HISTORY, 1000):
        points = range(first, min(HISTORY, first + 1000))
        client.log_batch(run, metrics=[Metric("loss", loss_at(step), now + step, step) for step in points])
    for step, value in enumerate((float("nan"), float("inf"), float("-inf"), 1.0)):
        client.log_metric(run, "bad", value, step=step)
    client.log_metric(run, "only nan", float("nan"))
    client.log_metric(run, "val/acc", 0.9, step=-5)
    client.log_batch(run, metrics=[Metric("dup", value, now + value, 7) for value in range(3)])


def loss_at(step: int) -> float:
    return 5 * math.exp(-step / 3000) + random.random() * 0.05


def artifacts() -> None:
    mlflow.log_text("hello\n" * 10, "logs/out.txt")
    mlflow.log_text("a,b\n1,2\n", "t.csv")
    mlflow.log_dict({"matrix": [[9, 1], [2, 8]], "labels": ["cat", "dog"]}, "confusion_matrix.json")
    cell = {"cell_type": "code", "id": "a", "source": "1+1", "metadata": {}, "outputs": [], "execution_count": None}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "notes.ipynb"
        path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
        mlflow.log_artifact(str(path))
        image = Path(folder) / "plot ü.png"
        Image.new("RGB", (16, 16), (255, 0, 0)).save(image)
        mlflow.log_artifact(str(image), "img")
    for step in range(3):
        mlflow.log_image(Image.new("RGB", (16, 16), (0, 80 * step, 0)), key="sample", step=step)
    mlflow.log_table(pd.DataFrame({"input": ["a", "b"], "output": [1, 2]}), "answers.json")


def model(run: str) -> None:
    place = {"name": "model"} if IS_3 else {"artifact_path": "model"}
    logged = mlflow.pyfunc.log_model(python_model=Identity(), pip_requirements=[], registered_model_name="iris", **place)
    made["model"] = {"name": "iris", "uri": logged.model_uri, **({"id": logged.model_id} if IS_3 else {})}
    if IS_3:
        mlflow.log_metric("acc", 0.97, step=1, model_id=logged.model_id)
    second = client.create_model_version("iris", f"runs:/{run}/logs", run_id=run, description="by run", tags={"a": "b"})
    client.set_registered_model_alias("iris", "champion", second.version)
    client.set_registered_model_alias("iris", "prod", "1")
    client.set_registered_model_tag("iris", "task", "cls")
    client.create_registered_model("empty.model", description="no versions")


@mlflow.trace(span_type="CHAIN")
def outer(value):
    return inner(value) + 1


@mlflow.trace(span_type="TOOL", attributes={"k": 1})
def inner(value):
    if value < 0:
        raise ValueError("negative")
    return value * 2


def traces() -> None:
    mlflow.set_experiment("llm/traces")
    made["traces"] = client.get_experiment_by_name("llm/traces").experiment_id
    for value in range(3):
        outer(value)
    with contextlib.suppress(ValueError):
        outer(-1)
    if IS_3:
        mlflow.flush_trace_async_logging()


def system_metrics() -> None:
    mlflow.set_experiment("system")
    mlflow.set_system_metrics_sampling_interval(0.3)
    mlflow.set_system_metrics_samples_before_logging(1)
    with mlflow.start_run(run_name="sys", log_system_metrics=True) as run:
        made["system"] = run.info.run_id
        time.sleep(1.5)


def ended_runs(experiment: str) -> None:
    """One whose process is killed while it writes, which stays RUNNING; a failed one; deleted ones."""
    code = (
        "import mlflow\n"
        f"run = mlflow.start_run(run_name='killed', experiment_id='{experiment}')\n"
        "print(run.info.run_id, flush=True)\n"
        "for step in range(10**6):\n"
        "    mlflow.log_metric('loss', step, step=step)\n"
        "    if step == 5: print('logged', flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    made["killed"] = child.stdout.readline().strip()
    child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.wait()
    with contextlib.suppress(RuntimeError), mlflow.start_run(experiment_id=experiment, run_name="failed") as run:
        made["failed"] = run.info.run_id
        raise RuntimeError("out of memory")
    made["deleted"] = client.create_run(experiment, run_name="deleted").info.run_id
    client.delete_run(made["deleted"])
    made["deletedExperiment"] = client.create_experiment("deleted-experiment")
    client.create_run(made["deletedExperiment"], run_name="in a deleted experiment")
    client.delete_experiment(made["deletedExperiment"])


sweep(sys.argv[1])
odd = odd_experiment()
parent_run()
traces()
system_metrics()
ended_runs(odd)
print(json.dumps(made))
