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
dagshub.init(name, owner, mlflow=True)
print(json.dumps({key: value for key, value in os.environ.items() if key.startswith("MLFLOW_TRACKING_")}))
