"""writeRuns.py ROUNDS MODE: logs two metrics that are always alike, in one batch each time, to the store at MLFLOW_TRACKING_URI.

MODE: delete or wal, the journal of a database; nothing for files. Prints "begun" after the first batch and "done" at the end.
"""

import os
import sqlite3
import sys
import time

from mlflow import MlflowClient
from mlflow.entities import Metric

rounds, mode = int(sys.argv[1]), sys.argv[2]
client = MlflowClient()
experiment = client.create_experiment("beside")
if mode:
    database = sqlite3.connect(os.environ["MLFLOW_TRACKING_URI"].removeprefix("sqlite:///"))
    database.execute(f"PRAGMA journal_mode={mode}")
    database.close()
run = client.create_run(experiment).info.run_id
for step in range(rounds):
    now = int(time.time() * 1000)
    client.log_batch(run, metrics=[Metric(key, step, now, step) for key in ("one", "two")])
    if step == 0:
        print(f"begun {experiment} {run}", flush=True)
client.set_terminated(run)
print("done", flush=True)
