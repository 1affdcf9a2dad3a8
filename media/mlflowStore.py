"""Makes one change in a store of MLflow on this machine, with the mlflow of this interpreter.

Reads the change as JSON from standard input: {"form": "sqlite" | "fileStore", "path": absolute, "act": name, "with": {...}}.
The last line of standard output is JSON: {"value": id or null}, or {"problem": code, "text": words of mlflow}.
"""

import json
import pathlib
import sys
from contextlib import closing


def schema_problem(path):
    """mlflow migrates an older database when it opens it, which nobody has asked for."""
    import sqlite3

    from mlflow.store.db.utils import _get_latest_schema_revision

    with closing(sqlite3.connect(pathlib.Path(path).as_uri() + "?mode=ro", uri=True)) as database:
        found = database.execute("SELECT version_num FROM alembic_version").fetchone()
    wanted = _get_latest_schema_revision()
    if found is None or found[0] != wanted:
        return {"problem": "schema", "text": "%s, %s" % (found and found[0], wanted)}
    return None


def uri_of(form, path):
    if form != "sqlite":
        return pathlib.Path(path).as_uri()
    from sqlalchemy.engine import URL

    return URL.create("sqlite", database=path).render_as_string()


def register(client, name, source, run_id=None, model_id=None):
    from mlflow.exceptions import MlflowException

    try:
        client.create_registered_model(name)
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    more = {} if model_id is None else {"model_id": model_id}
    return client.create_model_version(name, source, run_id=run_id, **more).version


def log(client, run_id, params, tags, metrics):
    from mlflow.entities import Metric, Param, RunTag

    for first in range(0, len(metrics), 1000):
        part = metrics[first : first + 1000]
        client.log_batch(run_id, metrics=[Metric(key, float(value), time, step) for key, value, time, step in part])
    for first in range(0, max(len(params), len(tags)), 100):
        client.log_batch(
            run_id,
            params=[Param(key, value) for key, value in params[first : first + 100]],
            tags=[RunTag(key, value) for key, value in tags[first : first + 100]],
        )


ACTS = {
    "createExperiment": lambda client, name: client.create_experiment(name),
    "renameExperiment": lambda client, id, name: client.rename_experiment(id, name),
    "deleteExperiment": lambda client, id: client.delete_experiment(id),
    "restoreExperiment": lambda client, id: client.restore_experiment(id),
    "setExperimentTag": lambda client, id, key, value: client.set_experiment_tag(id, key, value),
    "createRun": lambda client, experiment_id, name, start, tags: client.create_run(
        experiment_id, start_time=start, tags=dict(tags), run_name=name
    ).info.run_id,
    "renameRun": lambda client, id, name: client.update_run(id, name=name),
    "deleteRun": lambda client, id: client.delete_run(id),
    "restoreRun": lambda client, id: client.restore_run(id),
    "setTag": lambda client, id, key, value: client.set_tag(id, key, value),
    "deleteTag": lambda client, id, key: client.delete_tag(id, key),
    "endRun": lambda client, id, status, end: client.set_terminated(id, status, end),
    "log": log,
    "register": register,
    "setAlias": lambda client, name, alias, version: client.set_registered_model_alias(name, alias, version),
    "deleteAlias": lambda client, name, alias: client.delete_registered_model_alias(name, alias),
    "setVersionTag": lambda client, name, version, key, value: client.set_model_version_tag(name, version, key, value),
    "deleteVersionTag": lambda client, name, version, key: client.delete_model_version_tag(name, version, key),
}


def change_store(change):
    try:
        from mlflow import MlflowClient
        from mlflow.exceptions import MlflowException
    except ImportError as error:
        return {"problem": "no-mlflow", "text": str(error)}
    form, path = change["form"], change["path"]
    try:
        problem = schema_problem(path) if form == "sqlite" else None
        if problem is not None:
            return problem
        uri = uri_of(form, path)
        value = ACTS[change["act"]](MlflowClient(uri, uri), **change["with"])
        return {"value": None if value is None else str(value)}
    except MlflowException as error:
        return {"problem": error.error_code, "text": error.message}
    except Exception as error:  # whatever it is has to be told in the window
        return {"problem": "error", "text": "%s: %s" % (type(error).__name__, error)}


if __name__ == "__main__":
    outcome = change_store(json.load(sys.stdin))
    sys.stdout.write("\n" + json.dumps(outcome) + "\n")
