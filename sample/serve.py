"""Serves predictions of a model that train.py wrote.

    GET  /healthz   {"status": "ok"}
    POST /predict   {"images": [[64 numbers from 0 to 16], ...]}  ->  {"digits": [3, ...], "probabilities": [0.98, ...]}
"""

import argparse
import json
import signal
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import joblib
import numpy as np

PIXELS = 64
PIXEL_MAX = 16.0
MAX_BODY_BYTES = 4 * 1024 * 1024


OUTPUTS = Path("outputs")


class BadRequest(Exception):
    """The caller's mistake, in words."""


def read_images(body: bytes) -> np.ndarray:
    try:
        images = np.asarray(json.loads(body)["images"], dtype=float)
    except (ValueError, KeyError, TypeError) as error:
        raise BadRequest('expected {"images": [[64 numbers], ...]}') from error
    if images.ndim != 2 or images.shape[1] != PIXELS or len(images) == 0:
        raise BadRequest(f"expected rows of {PIXELS} numbers, got shape {list(images.shape)}")
    if not np.isfinite(images).all():
        raise BadRequest("expected finite numbers")
    return images / PIXEL_MAX


class Handler(BaseHTTPRequestHandler):
    model = None

    def do_GET(self) -> None:
        if self.path == "/healthz":
            self.reply(HTTPStatus.OK, {"status": "ok"})
        else:
            self.reply(HTTPStatus.NOT_FOUND, {"error": "try GET /healthz or POST /predict"})

    def do_POST(self) -> None:
        if self.path != "/predict":
            self.reply(HTTPStatus.NOT_FOUND, {"error": "try GET /healthz or POST /predict"})
            return
        try:
            images = read_images(self.read_body())
        except BadRequest as error:
            self.reply(HTTPStatus.BAD_REQUEST, {"error": str(error)})
            return
        probabilities = self.model.predict_proba(images)
        digits = [int(digit) for digit in probabilities.argmax(axis=1)]
        self.reply(HTTPStatus.OK, {"digits": digits, "probabilities": probabilities.max(axis=1).round(4).tolist()})

    def read_body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            self.close_connection = True
            raise BadRequest(f"expected a body of at most {MAX_BODY_BYTES} bytes with its length")
        return self.rfile.read(int(length))

    def reply(self, status: HTTPStatus, value: dict) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args) -> None:
        print(f"{self.address_string()} {format % args}", flush=True)


def newest_model() -> Path:
    """The last model below the output folder: each run may have a folder of its own there."""
    models = sorted(OUTPUTS.rglob("model.joblib"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise SystemExit(f"no model.joblib below {OUTPUTS.resolve()}: run train.py first")
    return models[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve predictions for handwritten digits")
    parser.add_argument("--model", type=Path, help="model file; without it the newest in outputs")
    parser.add_argument("--host", default="0.0.0.0", help="address to listen on")
    parser.add_argument("--port", type=int, default=8080, help="port to listen on")
    arguments = parser.parse_args()

    # A joblib file runs code when it is loaded: load only models that you made.
    path = arguments.model or newest_model()
    Handler.model = joblib.load(path)
    server = ThreadingHTTPServer((arguments.host, arguments.port), Handler)
    # shutdown() waits for the loop below, so another thread must call it.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"serving {path} on port {arguments.port}", flush=True)
    with server:
        server.serve_forever()
    print("stopped", flush=True)


if __name__ == "__main__":
    main()
