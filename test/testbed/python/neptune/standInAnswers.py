"""Answers of a Neptune server to what neptune-query 1.14.1 asks, in the messages of its wheel. Requests are JSON, most answers protobuf."""

import math
import re
from typing import Any, Optional

from neptune_query.generated.neptune_api.proto.neptune_pb.api.v1.model import attributes_pb2, leaderboard_entries_pb2, series_values_pb2
from standInQuery import Query
from standInRuns import SERIES, Point, StandInRun

Attribute = leaderboard_entries_pb2.ProtoAttributeDTO


class Runs:
    """All runs of the server, and what can be asked of them. Raises ValueError for a request that is none, KeyError for what is not there."""

    def __init__(self, runs: list[StandInRun]) -> None:
        self.runs = runs

    def of(self, project: str) -> list[StandInRun]:
        found = [run for run in self.runs if run.project == project]
        if not found:
            raise KeyError(project)
        return found

    def search(self, project: str, body: dict) -> bytes:
        runs = self.of(project)
        if body.get("query", {}).get("query"):
            test = Query(body["query"]["query"]).parsed()
            runs = [run for run in runs if test(run)]
        if body.get("experimentLeader"):
            runs = [run for run in runs if run.attributes.get("sys/experiment/is_head", ("", False))[1]]
        sorting = body.get("sorting", {})
        by = sorting.get("sortBy", {}).get("name", "sys/creation_time")
        runs = sorted(runs, key=lambda run: run.attributes[by][1], reverse=sorting.get("dir") == "descending")
        page = body.get("pagination", {})
        first = page.get("offset", 0)
        answer = leaderboard_entries_pb2.ProtoLeaderboardEntriesSearchResultDTO(matching_item_count=len(runs))
        names = [each["path"] for each in body.get("attributeFilters", [])]
        for run in runs[first : first + page.get("limit", 100)]:
            workspace, name = run.project.split("/")
            entry = answer.entries.add(experiment_id=run.sys_id, type="run", organization_name=workspace, project_name=name)
            entry.attributes.extend(attribute_of(run, each) for each in names if each in run.attributes)
        return answer.SerializeToString()

    def attributes(self, project: str, body: dict) -> bytes:
        wanted = body.get("experimentIdsFilter")
        runs = [run for run in self.of(project) if wanted is None or f"{project}/{run.sys_id}" in wanted]
        pairs = [(run, name) for run in runs for name in sorted(run.attributes) if is_wanted(run, name, body)]
        page = body.get("nextPage", {})
        first = int(page.get("nextPageToken") or 0)
        end = first + page.get("limit", 1000)
        answer = attributes_pb2.ProtoQueryAttributesResultDTO()
        entries: dict[str, Any] = {}
        for run, name in pairs[first:end]:
            if run.sys_id not in entries:
                entries[run.sys_id] = answer.entries.add(experimentId=run.sys_id, experimentShortId=run.sys_id)
            entries[run.sys_id].attributes.append(attribute_of(run, name))
        answer.nextPage.limit = page.get("limit", 1000)
        if end < len(pairs):
            answer.nextPage.nextPageToken = str(end)
        return answer.SerializeToString()

    def definitions(self, body: dict) -> dict:
        projects, wanted = body["projectIdentifiers"], body.get("experimentIdsFilter")
        found = {
            (name, run.attributes[name][0])
            for run in self.runs
            if run.project in projects and (wanted is None or f"{run.project}/{run.sys_id}" in wanted)
            for name in run.attributes
            if is_wanted(run, name, body)
        }
        return {"entries": [{"name": name, "type": kind} for name, kind in sorted(found)], "nextPage": {}}

    def float_series(self, body: dict) -> bytes:
        answer = series_values_pb2.ProtoFloatSeriesValuesResponseDTO()
        for request in body["requests"]:
            points = self.points(request, body)
            if not points and not self.has(request, "floatSeries"):
                continue
            after = request.get("afterStep")
            if after is not None:
                down = body.get("order") == "descending"
                points = [point for point in points if (point.step < after if down else point.step > after)]
            series = answer.series.add(requestId=request["requestId"])
            series.series.total_item_count = len(points)
            for point in points[: body.get("perSeriesPointsLimit", len(points))]:
                series.series.values.add(
                    timestamp_millis=point.at, step=point.step, value=point.value, is_preview=point.is_preview, completion_ratio=point.completion
                )
        return answer.SerializeToString()

    def series(self, body: dict) -> bytes:
        answer = series_values_pb2.ProtoSeriesValuesResponseDTO()
        limit = body.get("perSeriesPointsLimit", 100)
        for request in body["requests"]:
            points = self.points(request, body)
            first = int(request.get("searchAfter", {}).get("token") or 0)
            series = answer.series.add(requestId=request["requestId"])
            for point in points[first : first + limit]:
                value = series.seriesValues.values.add(timestamp_millis=point.at, step=point.step)
                put_value(value.object, point.value)
            series.searchAfter.token = str(first + limit)
            series.searchAfter.finished = first + limit >= len(points)
        return answer.SerializeToString()

    def find(self, request: dict) -> Optional[StandInRun]:
        identifier = request["series"]["holder"]["identifier"]
        if identifier.startswith("CUSTOM/"):
            return next((run for run in self.runs if f"CUSTOM/{run.project}/{run.custom_id}" == identifier), None)
        return next((run for run in self.runs if f"{run.project}/{run.sys_id}" == identifier), None)

    def has(self, request: dict, kind: str) -> bool:
        run = self.find(request)
        return run is not None and run.attributes.get(request["series"]["attribute"], ("",))[0] == kind

    def points(self, request: dict, body: dict) -> list[Point]:
        run, series = self.find(request), request["series"]
        if run is None:
            return []
        points = run.points(series["attribute"], series.get("lineage") == "FULL")
        if not series.get("includePreview", False):
            points = [point for point in points if not point.is_preview]
        limits = body.get("stepRange") or {}
        low, high = limits.get("from"), limits.get("to")
        points = [point for point in points if (low is None or point.step >= low) and (high is None or point.step <= high)]
        return points[::-1] if body.get("order") == "descending" else points


def is_wanted(run: StandInRun, name: str, body: dict) -> bool:
    names = body.get("attributeNamesFilter")
    if names is not None and name not in names:
        return False
    kinds = body.get("attributeFilter")
    if kinds is not None and run.attributes[name][0] not in [each["attributeType"] for each in kinds]:
        return False
    by_name = body.get("attributeNameFilter") or {}
    alternatives = by_name.get("mustMatchAny") or [by_name]
    return any(matches(name, each) for each in alternatives)


def matches(name: str, alternative: dict) -> bool:
    wanted, unwanted = alternative.get("mustMatchRegexes") or [], alternative.get("mustNotMatchRegexes") or []
    return all(re.search(each, name) for each in wanted) and not any(re.search(each, name) for each in unwanted)


def attribute_of(run: StandInRun, name: str) -> Attribute:
    kind, value = run.attributes[name]
    attribute = Attribute(name=name, type=kind)
    if kind in SERIES:
        put_series(attribute, kind, sorted(value, key=lambda point: point.step))
    elif kind == "stringSet":
        attribute.string_set_properties.value.extend(sorted(value))
    elif kind == "fileRef":
        put_file(attribute.file_ref_properties, value)
    else:
        getattr(attribute, f"{kind}_properties").value = value
    return attribute


def put_series(attribute: Attribute, kind: str, points: list[Point]) -> None:
    last = points[-1]
    if kind == "floatSeries":
        values = [point.value for point in points if math.isfinite(point.value)] or [last.value]
        average = sum(values) / len(values)
        properties = attribute.float_series_properties
        properties.last, properties.last_step = last.value, last.step
        properties.min, properties.max, properties.average = min(values), max(values), average
        properties.variance = sum((value - average) ** 2 for value in values) / len(values)
    elif kind == "stringSeries":
        attribute.string_series_properties.last, attribute.string_series_properties.last_step = last.value, last.step
    elif kind == "fileRefSeries":
        attribute.file_ref_series_properties.last_step = last.step
        put_file(attribute.file_ref_series_properties.last, last.value)
    else:
        attribute.histogram_series_properties.last_step = last.step
        put_histogram(attribute.histogram_series_properties.last, last.value)


def put_file(target: Any, file: Any) -> None:
    target.path, target.sizeBytes, target.mimeType = file.path, file.size_bytes, file.mime_type


def put_histogram(target: Any, histogram: Any) -> None:
    target.type = "COUNTING"
    target.edges.extend(histogram.bin_edges)
    target.values.extend(histogram.counts.values)


def put_value(target: Any, value: Any) -> None:
    if isinstance(value, str):
        target.stringValue = value
    elif hasattr(value, "bin_edges"):
        put_histogram(target.histogram, value)
    else:
        put_file(target.fileRef, value)
