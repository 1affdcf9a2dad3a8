"""dagshubCheck.py URL OWNER/NAME TOKEN: what DagsHub's own client needs of a repository; prints what it tells MLflow, as JSON."""

import json
import os
import sys

url, repository, token = sys.argv[1:4]
owner, name = repository.split("/")
os.environ.update(DAGSHUB_CLIENT_HOST=url, DAGSHUB_USER_TOKEN=token, DAGSHUB_DISABLE_TELEMETRY="1")
import dagshub  # noqa: E402
from dagshub.common.api.repo import RepoAPI  # noqa: E402

api = RepoAPI(repository, host=url)
assert api.get_repo_info().full_name == repository
assert api.default_branch == "main"
assert [entry.path for entry in api.list_path("data")] == ["data/labels.csv"]
assert api.get_file("data/labels.csv") == b"file,label\na.png,7\n"
assert [bucket.name for bucket in api.get_connected_storages()] == ["digits"]
assert [entry.path for entry in api.list_storage_path("s3/digits/train")] == ["train/notes.txt"]
assert api.get_storage_file("s3/digits/train/notes.txt") == b"kept in a bucket\n"
dagshub.init(name, owner, mlflow=True)
print(json.dumps({key: value for key, value in os.environ.items() if key.startswith("MLFLOW_TRACKING_")}))
