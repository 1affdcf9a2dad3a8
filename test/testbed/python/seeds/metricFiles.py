"""metricFiles.py: writes files of metrics below ./metrics with what training code uses for them (Hugging Face's TrainerState, Python's csv and json), and what
Python reads in them to ./metrics.json: for each run, [step, value] of each metric. NaN and infinities are texts there."""

import csv
import json
import random
from pathlib import Path

from transformers import TrainerState

numbers = random.Random(7)
root = Path("metrics")


def json_number(value: float) -> float | str:
    return value if value - value == 0 else str(value)


def trainer() -> dict:
    """As Trainer.log does: what was logged, and the step."""
    state = TrainerState(max_steps=40, train_batch_size=8, num_train_epochs=2)
    for step in range(10, 50, 10):
        state.global_step = step
        loss = float("nan") if step == 20 else numbers.random()
        state.log_history.append({"loss": loss, "learning_rate": 5e-5 / step, "epoch": step / 20, "step": step})
        if step % 20 == 0:
            state.log_history.append({"eval_loss": numbers.random(), "epoch": step / 20, "step": step})
            folder = root / "bert" / f"checkpoint-{step}"
            folder.mkdir(parents=True)
            state.save_to_json(str(folder / "trainer_state.json"))
    history = json.loads((root / "bert" / "checkpoint-40" / "trainer_state.json").read_text())["log_history"]
    return points({name: value for name, value in row.items()} for row in history)


def table() -> dict:
    """As Lightning's CSVLogger: rows of a DictWriter, with empty cells for what a step did not log."""
    folder = root / "lightning" / "version_0"
    folder.mkdir(parents=True)
    with open(folder / "metrics.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=["epoch", "step", "train_loss", "val_loss"])
        writer.writeheader()
        for step in range(5000):
            writer.writerow({"epoch": step // 100, "step": step, "train_loss": numbers.gauss(0, 1) * 10 ** numbers.randint(-300, 300)})
            if step % 100 == 99:
                writer.writerow({"epoch": step // 100, "step": step, "val_loss": float("inf") if step == 99 else numbers.random()})
    with open(folder / "metrics.csv", newline="") as file:
        return points({name: float(cell) for name, cell in row.items() if cell != ""} for row in csv.DictReader(file))


def lines() -> dict:
    folder = root / "lines"
    folder.mkdir(parents=True)
    rows = [{"iteration": step, "loss": numbers.random(), "nested": {"größe": numbers.random() * 1e-12}} for step in range(1000)]
    rows[5]["loss"] = float("-inf")
    (folder / "metrics.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return points({"step": row["iteration"], "loss": row["loss"], "nested/größe": row["nested"]["größe"]} for row in rows)


def points(rows) -> dict:
    found: dict = {}
    for row in rows:
        step = row.pop("step")
        for name, value in row.items():
            found.setdefault(name, []).append([step, json_number(value)])
    return found


if __name__ == "__main__":
    read = {"bert": trainer(), "lightning/version_0": table(), "lines": lines()}
    Path("metrics.json").write_text(json.dumps(read))
