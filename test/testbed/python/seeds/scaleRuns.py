"""scaleRuns.py: writes offline runs of neptune-scale to ./.neptune: a closed one, a fork of it, and one whose process is killed."""

import datetime
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from neptune_scale import Run
from neptune_scale.types import File, Histogram

PROJECT = "team/digits"
KILLED_STEPS = 300


def start(run_id: str, **more) -> Run:
    return Run(project=PROJECT, run_id=run_id, mode="offline", enable_console_log_capture=False, **more)


def whole() -> None:
    run = start("run-ü-1", experiment_name="first experiment")
    when = datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc)
    run.log_configs({"lr": 0.1, "bs": 32, "opt": "adam", "flag": True, "when": when, "tags": ["x", "y"], "big": 2**53})
    run.log_configs({"negative": -5})
    run.add_tags(["a", "b"])
    run.remove_tags(["b"])
    run.add_tags(["group"], group_tags=True)
    for step in range(200):
        run.log_metrics({"train/loss": 1.0 / (step + 1), "acc": step / 200}, step=step)
    run.log_metrics({"half": 1.5}, step=0.25)
    run.log_metrics({"zero": 7.0}, step=0)
    run.log_metrics({"train/loss": 0.5}, step=300, preview=True, preview_completion=0.2)
    run.log_metrics({"nan": float("nan"), "inf": float("inf"), "down": float("-inf")}, step=2)
    run.log_string_series({"log": "line"}, step=1)
    run.log_histograms({"h": Histogram(bin_edges=[0, 1, 2], counts=[3, 4])}, step=1)
    Path("f.txt").write_text("hello")
    run.assign_files({"files/f": "f.txt", "files/mem": File(b"mem", mime_type="text/plain")})
    run.log_files({"samples": File(b"first", mime_type="text/plain")}, step=1)
    run.close()


def fork() -> None:
    run = start("fork", fork_run_id="run-ü-1", fork_step=100)
    run.log_metrics({"train/loss": 0.1}, step=101)
    run.close()


def killed() -> None:
    child = subprocess.Popen([sys.executable, __file__, "killed"], stdout=subprocess.PIPE, text=True, start_new_session=True)
    for line in child.stdout:
        if line == "logged\n":
            break
    # With the process that the client has started.
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def go_on() -> None:
    """Logs, waits until all of it is on disk, then waits to be killed."""
    run = start("killed")
    for step in range(KILLED_STEPS):
        run.log_metrics({"loss": 1.0 / (step + 1)}, step=step)
    [file] = Path(".neptune").glob("*_killed_*/run_operations.sqlite3")
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        while database.execute("SELECT count(*) FROM run_operations").fetchone()[0] <= KILLED_STEPS:
            time.sleep(0.05)
    print("logged", flush=True)
    signal.pause()


if __name__ == "__main__":  # the client starts a child process, which reads this file again
    if sys.argv[1:] == ["killed"]:
        go_on()
    else:
        whole()
        fork()
        killed()
