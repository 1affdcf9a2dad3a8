"""neptuneRuns.py: writes offline runs of the Neptune 1.x client to ./.neptune, without a network; prints their ids as JSON."""

import datetime
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import neptune
from neptune.types import File

QUIET = {f"capture_{kind}": False for kind in ("hardware_metrics", "stdout", "stderr", "traceback")}
made: dict = {}


def start(name: str):
    return neptune.init_run(project="w/p", mode="offline", name=name, tags=["a", "b"], source_files=[], **QUIET)


def whole() -> None:
    run = start("whole ü")
    made["whole"] = run._id
    run["parameters"] = {"lr": 0.1, "bs": 32, "opt": "adam", "flag": True, "long": "x" * 6000}
    run["when"] = datetime.datetime(2026, 1, 2, 3, 4, 5)
    for step in range(50):
        run["train/loss"].append(1.0 / (step + 1), step=step)
    run["train/acc"].extend([0.1, 0.2, 0.3])
    run["train/half"].append(2.0, step=0.5)
    run["not a number"].append(float("nan"))
    run["log"].append("line 1")
    run["gone"] = "soon"
    run["best"] = 0.5
    run["sys/tags"].add("c")
    run["sys/tags"].remove("a")
    Path("f.txt").write_text("hello")
    run["files/f"].upload("f.txt")
    run["files/mem"].upload(File.from_content("mem", extension="txt"))
    run["files/set"].upload_files("*.txt")
    run["data"].track_files("f.txt")
    del run["gone"]
    run["train/cleared"].append(1.0)
    run.stop()


def killed() -> None:
    child = subprocess.Popen([sys.executable, __file__, "killed"], stdout=subprocess.PIPE, text=True)
    lines = iter(child.stdout.readline, "logged\n")
    made["killed"] = [line.split("=")[1].strip() for line in lines if line.startswith("id=")][0]
    child.send_signal(signal.SIGKILL)
    child.wait()


def go_on() -> None:
    """Writes until it is killed."""
    run = start("killed")
    print(f"id={run._id}", flush=True)
    for step in range(10**9):
        run["loss"].append(1.0 / (step + 1), step=step)
        # The client writes behind, in steps of the operating system's buffer.
        if step == 20_000:
            print("logged", flush=True)


if sys.argv[1:] == ["killed"]:
    go_on()
else:
    whole()
    killed()
    print(json.dumps(made))
