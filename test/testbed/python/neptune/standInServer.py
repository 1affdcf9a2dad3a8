"""standInServer.py FOLDER PORT FILES_PORT: a Neptune 3 server as its client neptune-query 1.14.1 sees it, with runs that neptune-scale has kept on disk.

No licensed server could be had. Addresses, requests and answers are those of the client's wheel; which projects there are (`/api/backend/v1/projects`) is
asked by the 1.x client alone, whose wheel has names and no address for it. Files are given by another origin, as by a bucket, which wants no login.
"""

import base64
import json
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

import jwt
from standInAnswers import Runs
from standInRuns import copies, read_runs

KEY = "trainyard-testbed-key"
LIFE_SECONDS = 3600
MANY = 250
PROTO = "application/x-protobuf"


class Api(BaseHTTPRequestHandler):
    """What a request may be is in `answers`."""

    protocol_version = "HTTP/1.1"
    runs: Runs
    origin = ""
    files_origin = ""
    tokens: dict[str, float] = {}

    def log_message(self, *_: object) -> None:
        """Nothing: tests read what they have asked for."""

    def do_GET(self) -> None:
        self.answer({})

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers.get("content-length", "0")))
        try:
            self.answer(json.loads(text))
        except json.JSONDecodeError:
            self.refuse(400, "BAD_REQUEST")

    def answer(self, body: dict) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        path = url.path.rstrip("/")
        try:
            if path == "/api/backend/v1/clients/config":
                self.send(self.config())
            elif path == "/api/backend/v1/authorization/oauth-token":
                self.exchange()
            elif not self.is_known():
                self.refuse(401, "UNAUTHORIZED")
            else:
                self.asked(path, query, body)
        except KeyError as error:
            self.refuse(404, f"NOT_FOUND {error}")
        except ValueError as error:
            self.refuse(400, f"BAD_REQUEST {error}")

    def asked(self, path: str, query: dict, body: dict) -> None:
        project = query.get("projectIdentifier", "")
        if path == "/api/backend/v1/projects":
            self.send(self.projects(int(query.get("offset", "0")), int(query.get("limit", "100"))))
        elif path == "/api/leaderboard/v1/proto/leaderboard/entries/search":
            self.send(self.runs.search(project, body))
        elif path == "/api/leaderboard/v1/proto/leaderboard/attributes/query":
            self.send(self.runs.attributes(project, body))
        elif path == "/api/leaderboard/v1/leaderboard/attributes/definitions/query":
            self.send(self.runs.definitions(body))
        elif path == "/api/leaderboard/v1/proto/attributes/series/float":
            self.send(self.runs.float_series(body))
        elif path == "/api/leaderboard/v1/proto/attributes/series":
            self.send(self.runs.series(body))
        elif path == "/api/storagebridge/v1/signedUrl":
            self.send({"files": [self.signed(file) for file in body["files"]]})
        else:
            raise KeyError(path)

    def config(self) -> dict:
        security = {"clientId": "neptune-cli", "openIdDiscovery": f"{self.origin}/auth/realms/neptune/.well-known/openid-configuration"}
        return {"apiUrl": self.origin, "applicationUrl": self.origin, "pyLibVersions": {}, "security": security}

    def exchange(self) -> None:
        try:
            key = json.loads(base64.b64decode(self.headers.get("X-Neptune-Api-Token", ""))).get("api_key")
        except ValueError:
            key = None
        if key != KEY:
            self.refuse(401, "UNAUTHORIZED")
            return
        ends = time.time() + LIFE_SECONDS
        claims = {"exp": int(ends), "azp": "neptune-cli", "iss": f"{self.origin}/auth/realms/neptune", "jti": uuid.uuid4().hex}
        access = jwt.encode(claims, "nobody checks it, but thirty-two bytes long", "HS256")
        self.tokens[access] = ends
        self.send({"accessToken": access, "refreshToken": "none", "username": "ada"})

    def is_known(self) -> bool:
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        return kind == "Bearer" and self.tokens.get(token, 0) > time.time()

    def projects(self, offset: int, limit: int) -> dict:
        names = sorted({run.project for run in self.runs.runs})
        entries = [{"id": name, "organizationName": name.split("/")[0], "name": name.split("/")[1]} for name in names]
        return {"entries": entries[offset : offset + limit], "matchingItemCount": len(names), "totalItemCount": len(names)}

    def signed(self, file: dict) -> dict:
        if file["path"] not in Files.places:
            raise KeyError(file["path"])
        return {**file, "provider": "gcp", "url": f"{self.files_origin}/{quote(file['path'], safe='')}?signature=right"}

    def send(self, answer: object) -> None:
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", PROTO if isinstance(answer, bytes) else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, status: int, error_type: str) -> None:
        data = json.dumps({"code": status, "errorType": error_type, "message": error_type}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Files(BaseHTTPRequestHandler):
    """A bucket: what was signed is given, and a login that comes along is a mistake."""

    protocol_version = "HTTP/1.1"
    places: dict[str, Path] = {}

    def log_message(self, *_: object) -> None:
        """Nothing, as above."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        has_login = "Authorization" in self.headers or "X-Neptune-Api-Token" in self.headers
        file = self.places.get(unquote(url.path[1:]))
        if has_login or file is None or url.query != "signature=right":
            self.send_error(400 if has_login else 404)
            return
        data = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def main() -> None:
    folder, port, files_port = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    runs, Files.places = read_runs(folder)
    many = copies(next(run for run in runs if run.custom_id == "killed"), "team/many", MANY + 1)
    many[0].assign("sys/trashed", "bool", True)
    Api.runs = Runs([*runs, *many])
    Api.origin, Api.files_origin = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{files_port}"
    files = ThreadingHTTPServer(("127.0.0.1", files_port), Files)
    threading.Thread(target=files.serve_forever, daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", port), Api).serve_forever()


if __name__ == "__main__":
    main()
