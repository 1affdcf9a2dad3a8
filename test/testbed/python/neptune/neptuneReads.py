"""neptuneReads.py PROJECT FOLDER: what the real neptune-query reads of a project by NEPTUNE_API_TOKEN, as one line of JSON; files go to FOLDER."""

import json
import math
import sys
from pathlib import Path

from neptune_query import runs as query
from neptune_query.filters import AttributeFilter

ALL = ".*"


def text_of(value: object) -> object:
    """JSON has no infinities, sets and times."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if hasattr(value, "timestamp"):
        return round(value.timestamp() * 1000)
    if isinstance(value, (set, list)) or hasattr(value, "tolist"):
        values = value.tolist() if hasattr(value, "tolist") else value
        return sorted(values) if isinstance(values, (set, list)) else values
    return value


def main() -> None:
    project, folder = sys.argv[1], Path(sys.argv[2])
    names = query.list_runs(project=project)
    scalars = AttributeFilter(name=ALL, type=["string", "float", "int", "bool", "datetime", "string_set"])
    table = query.fetch_runs_table(project=project, runs=names, attributes=scalars)
    values = {
        run: {name: text_of(value) for name, value in row.items() if isinstance(value, (set, list)) or value == value and value is not None}
        for run, row in table.to_dict(orient="index").items()
    }
    attributes = query.list_attributes(project=project, runs=names, attributes=AttributeFilter(name=ALL, type=["float_series"]))
    frame = query.fetch_metrics(project=project, runs=names, attributes=attributes, include_time="absolute", include_point_previews=True)
    series: dict[str, dict[str, list]] = {}
    for (run, step), row in frame.iterrows():
        for name in attributes:
            time = row.get((name, "absolute_time"))
            if time is None or time != time:
                continue
            point = [step, text_of(float(row[(name, "value")])), round(time.timestamp() * 1000)]
            series.setdefault(run, {}).setdefault(name, []).append(point)
    lines = query.fetch_series(project=project, runs=names, attributes=AttributeFilter(name=ALL, type=["string_series"]))
    texts: dict[str, dict[str, list]] = {}
    for (run, _), row in lines.iterrows():
        for name, line in row.items():
            if isinstance(line, str):
                texts.setdefault(run, {}).setdefault(name, []).append(line)
    files = query.fetch_runs_table(project=project, runs=names, attributes=AttributeFilter(name=ALL, type=["file"]))
    flat = [file for row in files.to_dict(orient="index").values() for file in row.values() if hasattr(file, "path")]
    query.download_files(files=flat, destination=folder)
    contents = {file.attribute_path: {"size": file.size_bytes, "text": None} for file in flat}
    for file in flat:
        [found] = [path for path in folder.rglob("*") if path.is_file() and path.stem == file.attribute_path.split("/")[-1]]
        contents[file.attribute_path]["text"] = found.read_text()
    print(json.dumps({"runs": names, "values": values, "series": series, "texts": texts, "files": contents}))


if __name__ == "__main__":
    main()
