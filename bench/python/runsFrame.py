"""Sorts, filters and groups a DataFrame of the shape that mlflow.search_runs gives, and says how long that took."""
import json
import sys
import time

import numpy as np
import pandas as pd

ROWS, METRICS, PARAMS, SHOWN = 10_000, 350, 150, 30
rng = np.random.default_rng(1)
columns = {f"metrics.m{c}": rng.random(ROWS) for c in range(METRICS)}
columns |= {f"params.p{c}": rng.integers(0, c + 2, ROWS).astype(str).astype(object) for c in range(PARAMS)}
frame = pd.DataFrame(columns)
shown = [f"metrics.m{c}" for c in range(SHOWN)]


def work():
    frame.sort_values("metrics.m7", ascending=False, kind="stable", na_position="last")
    frame.sort_values(["params.p3", "metrics.m4"], kind="stable", na_position="last")
    frame[(frame["metrics.m1"] < 0.3) & (frame["params.p5"] == "2")]
    frame.groupby(["params.p8", "params.p3"], sort=False)[shown].agg(["mean", "std", "max", "count"])


work()
started = time.perf_counter()
work()
json.dump({"ms": (time.perf_counter() - started) * 1000}, sys.stdout)
