"""Trains a small neural network on scikit-learn's handwritten digits.

The data ships inside the scikit-learn package, so nothing is downloaded. One line of metrics is printed for each epoch:

    epoch=3/20 loss=0.412 val_accuracy=0.953

A stop request (SIGTERM) ends the training after the running epoch with a checkpoint; --resume goes on from it.
"""

import argparse
import json
import os
import signal
import time
from pathlib import Path

import joblib
import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

try:  # Metrics go to MLflow where it is installed; the training does not need it.
    import mlflow
except ImportError:
    mlflow = None

IMAGE_SIZE = 8
PIXEL_MAX = 16.0
CLASSES = np.arange(10)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train a classifier for handwritten digits")
    parser.add_argument("--epochs", type=int, default=20, help="passes over the training data")
    parser.add_argument("--lr", type=float, default=0.0003, help="learning rate of Adam")
    parser.add_argument("--hidden", type=int, default=256, help="width of the two hidden layers")
    parser.add_argument("--batch-size", type=int, default=64, help="samples per step of the optimiser")
    parser.add_argument("--seed", type=int, default=7, help="seed of the split and of the weights")
    parser.add_argument("--output", type=Path, default=Path("outputs"), help="folder for the model and the metrics")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in the output folder")
    return parser.parse_args()


def load_data(seed: int):
    """Returns training and validation images as (samples, 64) in 0..1, and their labels.

    Each training image is there five times: as it is, and moved by one pixel to each side.
    """
    images, labels = load_digits(return_X_y=True)
    images = images / PIXEL_MAX
    x_train, x_val, y_train, y_val = train_test_split(images, labels, test_size=0.2, random_state=seed, stratify=labels)
    moves = [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0)]
    squares = x_train.reshape(-1, IMAGE_SIZE, IMAGE_SIZE)
    moved = [np.roll(squares, move, axis=(1, 2)).reshape(x_train.shape) for move in moves]
    return np.concatenate(moved), x_val, np.tile(y_train, len(moves)), y_val


class StopRequest:
    """True after SIGTERM (docker stop) or Ctrl+C, so that the epoch can end in order."""

    def __init__(self) -> None:
        self.requested = False
        signal.signal(signal.SIGTERM, self._handle)
        signal.signal(signal.SIGINT, self._handle)

    def _handle(self, _signal, _frame) -> None:
        self.requested = True

    def __bool__(self) -> bool:
        return self.requested


class Tracker:
    """Logs to MLflow when it is installed: to MLFLOW_TRACKING_URI, or to a database file in the output folder."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._active = mlflow is not None
        if not self._active:
            return
        if not os.environ.get("MLFLOW_TRACKING_URI"):
            mlflow.set_tracking_uri(f"sqlite:///{arguments.output.resolve()}/mlflow.db")
        mlflow.set_experiment(os.environ.get("MLFLOW_EXPERIMENT_NAME", "digits"))
        mlflow.start_run()
        mlflow.log_params({name: value for name, value in vars(arguments).items() if name != "output"})

    def log(self, epoch: int, metrics: dict) -> None:
        if self._active:
            mlflow.log_metrics(metrics, step=epoch)

    def close(self, status: str) -> None:
        if self._active:
            mlflow.end_run(status)


def write_json(path: Path, value: dict) -> None:
    """Writes beside the file and renames, so that nobody reads half a file."""
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(value, indent=2) + "\n")
    draft.replace(path)


def main() -> None:
    arguments = parse_arguments()
    arguments.output.mkdir(parents=True, exist_ok=True)
    if not os.access(arguments.output, os.W_OK):
        raise SystemExit(f"user {os.getuid()} may not write to {arguments.output.resolve()}, so nothing is trained")
    checkpoint = arguments.output / "checkpoint.joblib"
    stop = StopRequest()

    x_train, x_val, y_train, y_val = load_data(arguments.seed)
    print(f"{len(x_train)} training images, {len(x_val)} for validation", flush=True)

    model = MLPClassifier(
        hidden_layer_sizes=(arguments.hidden, arguments.hidden),
        learning_rate_init=arguments.lr,
        batch_size=arguments.batch_size,
        random_state=arguments.seed,
    )
    history = []
    if arguments.resume and checkpoint.exists():
        model, history = joblib.load(checkpoint)
        print(f"resumed after epoch {len(history)}", flush=True)

    tracker = Tracker(arguments)
    for epoch in range(len(history) + 1, arguments.epochs + 1):
        if stop:
            break
        started = time.perf_counter()
        model.partial_fit(x_train, y_train, classes=CLASSES)
        metrics = {
            "loss": float(model.loss_),
            "val_accuracy": float(accuracy_score(y_val, model.predict(x_val))),
            "seconds": time.perf_counter() - started,
        }
        history.append({"epoch": epoch, **metrics})
        tracker.log(epoch, metrics)
        print(
            f"epoch={epoch}/{arguments.epochs} loss={metrics['loss']:.4f} val_accuracy={metrics['val_accuracy']:.4f}",
            flush=True,
        )

    finished = len(history) >= arguments.epochs
    write_json(arguments.output / "metrics.json", {"finished": finished, "epochs": history})
    if finished:
        joblib.dump(model, arguments.output / "model.joblib")
        checkpoint.unlink(missing_ok=True)
        print(f"saved {arguments.output / 'model.joblib'}", flush=True)
    else:
        joblib.dump((model, history), checkpoint)
        print(f"stopped after epoch {len(history)}, saved {checkpoint}", flush=True)
    tracker.close("FINISHED" if finished else "KILLED")


if __name__ == "__main__":
    main()
