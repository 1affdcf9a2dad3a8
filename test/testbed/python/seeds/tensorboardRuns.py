"""tensorboardRuns.py: writes event files below ./runs with TensorBoard's own writers (which PyTorch's SummaryWriter is made of) and tensorboardX, and what
TensorBoard reads in them to ./read.json: for each run, scalars as [step, value, seconds] and sums of pictures. NaN and infinities are texts there."""

import hashlib
import json
import os
import struct
import sys
from pathlib import Path

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, types_pb2
from tensorboard.plugins.hparams import api_pb2, plugin_data_pb2
from tensorboard.summary import Writer
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.summary.writer.record_writer import RecordWriter
from tensorboard.util import tensor_util
from tensorboardX import SummaryWriter

START = 1_767_225_600.25
Value = summary_pb2.Summary.Value


def event(step: int, *values: Value, seconds: float | None = None, **more):
    summary = summary_pb2.Summary(value=values)
    return event_pb2.Event(wall_time=START + step / 3 if seconds is None else seconds, step=step, summary=summary, **more)


def number(tag: str, value: float) -> Value:
    return Value(tag=tag, simple_value=value)


def plain() -> None:
    writer = EventFileWriter("runs/sweep/lr=0.1", filename_suffix=".first")
    for step in range(500):
        writer.add_event(event(step, number("loss/train", 1 / (step + 1)), number("größe ü", step)))
    for step, value in [(-3, 1.5), (2**40, 2.5), (2**53 - 1, 3.5)]:
        writer.add_event(event(step, number("far", value), seconds=START))
    for step, value in enumerate([float("nan"), float("inf"), float("-inf"), 0.0, -0.0, 1e-45]):
        writer.add_event(event(step, number("odd", value)))
    # Steps that go back without a restart, as those of several processes in one file.
    for step in [5, 3, 4, 3]:
        writer.add_event(event(step, number("mixed", step * 2), seconds=START + step))
    writer.close()
    again = EventFileWriter("runs/sweep/lr=0.1", filename_suffix=".second")
    again.add_event(event(500, number("loss/train", 0.001)))
    again.close()


def tensors() -> None:
    writer = Writer("runs/sweep/tensors")
    for step in range(300):
        writer.add_scalar("loss", 1 / (step + 1), step, wall_time=START + step / 7, description="as of TensorFlow 2")
    writer.close()
    types = EventFileWriter("runs/types")
    plugin = summary_pb2.SummaryMetadata(plugin_data=summary_pb2.SummaryMetadata.PluginData(plugin_name="scalars"))
    for name in ["float32", "float64", "float16", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool"]:
        for step, value in enumerate([0, 1, 3.14159, -7]):
            array = np.array(value).astype("float64" if name.startswith("u") else name).astype(name)
            proto = tensor_util.make_tensor_proto(array)
            content = tensor_pb2.TensorProto(dtype=proto.dtype, tensor_shape=proto.tensor_shape, tensor_content=array.tobytes())
            types.add_event(event(step, Value(tag=f"fields/{name}", tensor=proto, metadata=plugin)))
            types.add_event(event(step, Value(tag=f"content/{name}", tensor=content, metadata=plugin)))
    brain = tensor_pb2.TensorProto(dtype=types_pb2.DT_BFLOAT16, half_val=[struct.unpack(">H", struct.pack(">f", 1.5)[:2])[0]])
    types.add_event(event(0, Value(tag="bfloat16", tensor=brain, metadata=plugin)))
    types.close()


def pictures() -> None:
    writer = SummaryWriter("runs/tensorboardX")
    random = np.random.default_rng(7)
    for step in range(3):
        writer.add_image("sample/digit", random.random((3, 8, 8)), step, walltime=START + step)
        writer.add_scalar("loss", 0.5**step, step, walltime=START + step)
        writer.add_histogram("weights", random.random(100), step)
        writer.add_text("note", f"step **{step}** ü", step, walltime=START + step)
    writer.add_text("long", "line\n" * 200, 0)
    writer.add_hparams({"lr": 0.1, "bs": 32, "opt": "adam", "flag": True}, {"hparam/loss": 0.25}, name="trial")
    writer.close()


def session(tag: str, **data) -> Value:
    content = plugin_data_pb2.HParamsPluginData(version=0, **data).SerializeToString()
    plugin = summary_pb2.SummaryMetadata.PluginData(plugin_name="hparams", content=content)
    return Value(tag=f"_hparams_/{tag}", metadata=summary_pb2.SummaryMetadata(plugin_data=plugin))


def group() -> None:
    """As hparams.KerasCallback: the params in a folder, the metrics in folders below it."""
    writer = EventFileWriter("runs/group")
    start = plugin_data_pb2.SessionStartInfo(start_time_secs=START)
    start.hparams["units"].number_value = 16
    writer.add_event(event(0, session("session_start_info", session_start_info=start)))
    end = plugin_data_pb2.SessionEndInfo(status=api_pb2.STATUS_FAILURE, end_time_secs=START + 60)
    writer.add_event(event(0, session("session_end_info", session_end_info=end)))
    writer.close()
    for name in ["train", "validation"]:
        below = Writer(f"runs/group/{name}")
        for step in range(5):
            below.add_scalar("epoch_loss", 1 / (step + 1), step, wall_time=START + step)
        below.close()


def restarted() -> None:
    for attempt, steps in enumerate([range(20), range(12, 30)]):
        writer = EventFileWriter("runs/restarted", filename_suffix=f".{attempt}")
        if attempt > 0:
            start = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
            writer.add_event(event_pb2.Event(wall_time=START, step=12, session_log=start))
        for step in steps:
            writer.add_event(event(step, number("loss", attempt + step / 100)))
        writer.close()


def records(path: str, events) -> None:
    """Without a version, as writers of before 2015: a step that goes back is a restart."""
    Path(path).parent.mkdir(parents=True)
    with open(path, "wb") as file:
        writer = RecordWriter(file)
        for each in events:
            writer.write(each.SerializeToString())
        writer.flush()


def old() -> None:
    steps = [(0, "a"), (1, "a"), (2, "a"), (2, "b"), (1, "a"), (2, "a"), (3, "a")]
    records("runs/old/events.out.tfevents.1.host", [event(step, number(tag, at)) for at, (step, tag) in enumerate(steps)])


def json_number(value: float) -> float | str:
    return value if np.isfinite(value) else str(value)


def tensor_number(tensor) -> float | str | None:
    try:
        return json_number(float(tensor_util.make_ndarray(tensor)))
    except TypeError:
        # It knows neither bfloat16 nor uint32 and uint64 without TensorFlow.
        return None


def read() -> dict:
    """What TensorBoard has for each run."""
    found = {}
    for folder, _, files in os.walk("runs"):
        if not files:
            continue
        events = EventAccumulator(folder, size_guidance={kind: 0 for kind in ["scalars", "tensors", "images"]})
        events.Reload()
        tags = events.Tags()
        scalars = {tag: [[e.step, json_number(e.value), e.wall_time] for e in events.Scalars(tag)] for tag in tags["scalars"]}
        for tag in tags["tensors"]:
            if events.SummaryMetadata(tag).plugin_data.plugin_name == "scalars":
                scalars[tag] = [[e.step, tensor_number(e.tensor_proto), e.wall_time] for e in events.Tensors(tag)]
        images = {
            tag: [[e.step, hashlib.sha256(e.encoded_image_string).hexdigest()] for e in events.Images(tag)]
            for tag in tags["images"]
        }
        found[os.path.relpath(folder, "runs")] = {"scalars": scalars, "images": images}
    return found


if __name__ == "__main__":
    if sys.argv[1:] == ["read"]:
        print(json.dumps(read()))
    else:
        for make in [plain, tensors, pictures, group, restarted, old]:
            make()
        Path("read.json").write_text(json.dumps(read()))
