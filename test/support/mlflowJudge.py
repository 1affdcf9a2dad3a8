"""What MLflow's own client does with a server and says of it, for tests.

seed: writes an experiment with everything that runs can hold, and prints its id.
tell ID…: prints all runs of experiments with their histories, as JSON; numbers that JSON has not are texts.
search ID FILTER…: prints the ids of the runs that each filter finds.
"""
import json
import math
import os
import sys
import time

os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag, ViewType

client = MlflowClient(os.environ["MLFLOW_TRACKING_URI"])

NAMES = ["plain", "with space", "it's", 'say "hi"', "back\\slash", "50%_off", "ünï €", "", "line\nend", "semi; and or", "-- x", "{a}", "`b`"]


def number(value):
    value = float(value)
    return value if math.isfinite(value) else str(value)


def seed():
    experiment = client.create_experiment(f"rest/{os.getpid()}-{time.time_ns()}", tags={"team": "vision", "__proto__": "x"})
    now = int(time.time() * 1000)
    parent = client.create_run(experiment, now - 100_000, {"mlflow.user": "ann"}, "parent").info.run_id
    for start in range(0, 6000, 1000):
        client.log_batch(parent, metrics=[Metric("loss", 5 / (step + 1), now + step, step) for step in range(start, start + 1000)])
    client.log_batch(parent, metrics=[Metric("dup", float(step), now + step, 7) for step in range(3)])
    for step, value in enumerate((math.nan, math.inf, -math.inf)):
        client.log_metric(parent, "bad", value, now, step)
    client.log_metric(parent, "val/acc", 0.9, now, -5)
    client.log_metric(parent, "zero", 0.0, 0, 0)
    client.log_batch(parent, params=[Param("lr", "0.1"), Param("model/name", "resnet"), Param("long", "x" * 500), Param("uni_ä", "ü€"), Param("empty", "")])
    dataset = Dataset("train", "abc", "local", '{"uri": "/data"}', '{"s": 1}', '{"rows": 3}')
    client.log_inputs(parent, [DatasetInput(dataset, [InputTag("mlflow.data.context", "training")])])
    client.log_text(parent, "a,b\n1,2\n", "t.csv")
    client.log_text(parent, "deep", "sub folder/ä b.txt")
    client.set_terminated(parent, "FINISHED")
    for index, name in enumerate(NAMES):
        tags = {"mlflow.parentRunId": parent, "odd": name, "k.dot": "v", "index": str(index)}
        run = client.create_run(experiment, now - 90_000 + index, tags, name or "none").info.run_id
        client.log_batch(run, metrics=[Metric("m", [math.nan, 0.0, -1.5, 1e-05, 1e300, math.inf][index % 6], now, index), Metric("with space", float(index), now, 0)], params=[Param("with space", name or "e"), Param("n", str(index))])
        end = ["FINISHED", "FAILED", "KILLED", None][index % 4]
        if end:
            client.set_terminated(run, end)
    gone = client.create_run(experiment, now - 80_000, {}, "gone").info.run_id
    client.delete_run(gone)
    print(json.dumps({"experiment": experiment, "parent": parent, "deleted": gone}))


def told(run):
    history = {key: [[point.step, number(point.value), point.timestamp] for point in client.get_metric_history(run.info.run_id, key)] for key in run.data.metrics}
    said = {
        "id": run.info.run_id,
        "experiment": run.info.experiment_id,
        "name": run.info.run_name,
        "status": run.info.status,
        "stage": run.info.lifecycle_stage,
        "start": run.info.start_time,
        "end": run.info.end_time,
        "uri": run.info.artifact_uri,
        "params": sorted(run.data.params.items()),
        "metrics": sorted([key, number(value)] for key, value in run.data.metrics.items()),
        "tags": sorted(run.data.tags.items()),
    }
    return {"run": said, "history": history}


def all_runs(experiments, filter_string="", view=ViewType.ALL):
    token = None
    while True:
        page = client.search_runs(experiments, filter_string, view, 1000, ["attributes.start_time DESC"], token)
        yield from page
        token = page.token
        if not token:
            return


if sys.argv[1] == "seed":
    seed()
elif sys.argv[1] == "tell":
    print(json.dumps([told(run) for run in all_runs(sys.argv[2:])]))
elif sys.argv[1] == "search":
    print(json.dumps([[run.info.run_id for run in all_runs([sys.argv[2]], each, ViewType.ACTIVE_ONLY)] for each in sys.argv[3:]]))
