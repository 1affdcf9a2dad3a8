"""eventScalars.py write FOLDER: 1,000,000 scalars of ten tags in an event file, as PyTorch's SummaryWriter writes them. eventScalars.py read FOLDER: prints how
many points TensorBoard has of them, and the milliseconds it took."""

import sys
import time
from pathlib import Path

TAGS = 10
STEPS = 100_000


def write(folder: Path) -> None:
    from tensorboard.compat.proto import event_pb2, summary_pb2
    from tensorboard.summary.writer.record_writer import RecordWriter

    with open(folder / "events.out.tfevents.1767225600.bench", "wb") as file:
        writer = RecordWriter(file)
        writer.write(event_pb2.Event(wall_time=0, file_version="brain.Event:2").SerializeToString())
        for step in range(STEPS):
            for tag in range(TAGS):
                value = summary_pb2.Summary.Value(tag=f"train/metric_{tag}", simple_value=1 / (step + tag + 1))
                event = event_pb2.Event(wall_time=1_767_225_600 + step / 10, step=step, summary=summary_pb2.Summary(value=[value]))
                writer.write(event.SerializeToString())
        writer.flush()


def read(folder: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    begun = time.perf_counter()
    events = EventAccumulator(str(folder), size_guidance={"scalars": 0})
    events.Reload()
    points = sum(len(events.Scalars(tag)) for tag in events.Tags()["scalars"])
    print(points, (time.perf_counter() - begun) * 1000)


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](Path(sys.argv[2]))
