/** A project that knows nothing of containers: linear regression by gradient descent on real arithmetic, without packages to load at run time. */
export const BARE_PROJECT = {
  'requirements.txt': 'tabulate==0.9.0\n',
  'train.py': `"""Fits a line by gradient descent; one line of metrics for each epoch."""

import argparse
import time

POINTS = [(x / 10, 3.0 * x / 10 + 1.0) for x in range(-20, 21)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=400, help="passes over the data")
    parser.add_argument("--lr", type=float, default=0.05, help="learning rate")
    arguments = parser.parse_args()
    slope, offset = 0.0, 0.0
    for epoch in range(1, arguments.epochs + 1):
        errors = [(slope * x + offset - y, x) for x, y in POINTS]
        slope -= arguments.lr * 2 * sum(error * x for error, x in errors) / len(POINTS)
        offset -= arguments.lr * 2 * sum(error for error, _ in errors) / len(POINTS)
        loss = sum(error * error for error, _ in errors) / len(POINTS)
        print(f"epoch={epoch}/{arguments.epochs} loss={loss:.6f}", flush=True)
        # As slow as a training that is worth watching.
        time.sleep(0.25)
    print(f"slope {slope:.3f}, offset {offset:.3f}", flush=True)


if __name__ == "__main__":
    main()
`,
} as const;
