"""everyRun.py: all that MLflow's own client says of the store at MLFLOW_TRACKING_URI, as JSON, for comparing with what Trainyard reads."""

import json

import mlflow
from mlflow import MlflowClient
from mlflow.entities import ViewType

client = MlflowClient()


def number(value):
    """JSON has neither NaN nor infinities; a database keeps infinities as the largest number."""
    if value != value:
        return "NaN"
    return "Infinity" if value >= 1.7976931348623157e308 else "-Infinity" if value <= -1.7976931348623157e308 else value


def history(run, key):
    points = {(point.step, point.timestamp, number(point.value)) for point in client.get_metric_history(run, key)}
    return sorted(points, key=lambda point: (point[0], point[1], str(point[2])))


def datasets(run):
    inputs = run.inputs.dataset_inputs if run.inputs else []
    contexts = [{tag.key: tag.value for tag in item.tags}.get("mlflow.data.context") for item in inputs]
    return sorted([item.dataset.name, item.dataset.digest, context] for item, context in zip(inputs, contexts))


def files(info):
    """Those of a server are only told by the server."""
    is_here = not info.artifact_uri.startswith("mlflow-artifacts:")
    return sorted(file.path for file in client.list_artifacts(info.run_id)) if is_here else []


def one(run):
    outputs = getattr(run, "outputs", None)
    return {
        "experiment": run.info.experiment_id,
        "name": run.info.run_name,
        "status": run.info.status,
        "stage": run.info.lifecycle_stage,
        "start": run.info.start_time,
        "end": run.info.end_time,
        "artifacts": run.info.artifact_uri,
        "params": run.data.params,
        "tags": run.data.tags,
        "metrics": {key: number(value) for key, value in run.data.metrics.items()},
        "histories": {key: history(run.info.run_id, key) for key in run.data.metrics},
        "datasets": datasets(run),
        "modelOutputs": sorted(output.model_id for output in outputs.model_outputs) if outputs else [],
        "files": files(run.info),
    }


experiments = client.search_experiments(view_type=ViewType.ALL)
runs = [run for each in experiments for run in client.search_runs([each.experiment_id], run_view_type=ViewType.ALL)]
models = client.search_registered_models()
print(
    json.dumps(
        {
            "version": mlflow.__version__,
            "experiments": {
                each.experiment_id: [each.name, each.lifecycle_stage, each.tags] for each in experiments
            },
            "runs": {run.info.run_id: one(run) for run in runs},
            "models": {model.name: [model.description or "", dict(model.aliases), model.tags] for model in models},
            "versions": {
                f"{version.name}/{version.version}": [version.run_id or "", version.status]
                for version in client.search_model_versions()
            },
        }
    )
)
