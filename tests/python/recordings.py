"""Recordings of ours in programs of others, and the other way round.

`mcap` with `mcap-ros2-support` and rosbags read what `ros-z record` writes, and `ros-z` plays and
converts what rosbags writes. The arguments are the programs `ros-z` and `peer`.
"""

import atexit
import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory
from rosbags.highlevel import AnyReader
from rosbags.rosbag2 import StoragePlugin, Writer
from rosbags.typesys import Stores, get_typestore

DEADLINE = 30.0
MESSAGES = 50

ros_z, peer = sys.argv[1:]
store = get_typestore(Stores.ROS2_JAZZY)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*args):
    """What the program prints."""
    result = subprocess.run([ros_z, *args], capture_output=True, text=True, timeout=2 * DEADLINE)
    assert result.returncode == 0, result.stderr
    return result.stdout


def record(path, messages, *args):
    """Begins to record, and returns what ends it when so many messages have been received."""
    process = subprocess.Popen(
        [ros_z, "record", "--json", "-o", path, "--chunk-size", "1k", *args],
        stdout=subprocess.PIPE,
        text=True,
    )
    # Also when something is not as it should be.
    atexit.register(process.kill)
    deadline = time.monotonic() + DEADLINE
    while not Path(path).exists() or Path(path).stat().st_size == 0:
        assert time.monotonic() < deadline and process.poll() is None, "the recorder does not start"
        time.sleep(0.01)

    def end():
        while json.loads(run("info", "--json", path))["messages"] < messages:
            assert time.monotonic() < deadline, "the messages are not recorded"
            time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=DEADLINE)
        assert process.returncode == 0
        return json.loads(out)

    return end


def read_mcap(path):
    """The messages as `mcap` reads them: topic, payload, decoded message."""
    with open(path, "rb") as file:
        reader = make_reader(file, decoder_factories=[DecoderFactory()], validate_crcs=True)
        assert reader.get_header().profile == "ros2"
        return [
            (channel.topic, message.data, decoded)
            for schema, channel, message, decoded in reader.iter_decoded_messages()
        ]


def read_rosbags(path):
    """The messages as rosbags reads them."""
    with AnyReader([Path(path)], default_typestore=store) as reader:
        return [
            (connection.topic, bytes(data), reader.deserialize(data, connection.msgtype))
            for connection, _, data in reader.messages()
        ]


def ours_are_read(folder):
    port = free_port()
    path = str(folder / "ours.mcap")
    end = record(path, MESSAGES, "--listen", f"tcp/127.0.0.1:{port}")
    role = ["talk-at", f"tcp/127.0.0.1:{port}", "/cloud", "2000", "10"]
    talker = subprocess.Popen([peer, *role], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    report = end()
    talker.stdin.close()
    assert talker.wait(DEADLINE) == 0
    for compression in ["lz4", "none"]:
        run("convert", path, "-o", str(folder / f"{compression}.mcap"), "--compression", compression)
    first = read_mcap(path)
    assert len(first) == report["messages"] >= MESSAGES, report
    for name in ["ours", "lz4", "none"]:
        path = str(folder / f"{name}.mcap")
        theirs = [read_mcap(path), read_rosbags(path)]
        for messages in theirs:
            assert [it[:2] for it in messages] == [it[:2] for it in first], name
        for (_, payload, by_mcap), (_, _, by_rosbags) in zip(*theirs):
            assert bytes(by_mcap.data) == by_rosbags.data.tobytes()
            assert len(by_rosbags.data) > 0 and by_mcap.width == by_rosbags.width
            assert by_mcap.fields[0].name == by_rosbags.fields[0].name
            again = store.serialize_cdr(by_rosbags, "sensor_msgs/msg/PointCloud2")
            assert bytes(again) == payload


def theirs_are_played(folder):
    text = store.types["std_msgs/msg/String"]
    image = store.types["sensor_msgs/msg/Image"]
    header = store.types["std_msgs/msg/Header"]
    stamp = store.types["builtin_interfaces/msg/Time"]
    bag = folder / "theirs"
    written = []
    with Writer(bag, version=9, storage_plugin=StoragePlugin.MCAP) as writer:
        texts = writer.add_connection("/chatter", "std_msgs/msg/String", typestore=store)
        images = writer.add_connection("/image", "sensor_msgs/msg/Image", typestore=store)
        for number in range(MESSAGES):
            time_ = 1_700_000_000_000_000_000 + number * 10_000_000
            if number % 2:
                data = numpy.full(3000, number, dtype=numpy.uint8)
                head = header(stamp=stamp(sec=number, nanosec=0), frame_id="camera")
                message = image(
                    header=head, height=1, width=3000, encoding="mono8", is_bigendian=0,
                    step=3000, data=data,
                )
                connection = images
            else:
                message, connection = text(data=f"text {number}"), texts
            payload = store.serialize_cdr(message, connection.msgtype)
            writer.write(connection, time_, payload)
            written.append((connection.topic, bytes(payload)))
    info = json.loads(run("info", "--json", str(bag)))
    assert info["messages"] == MESSAGES and info["is_complete"], info
    port = free_port()
    again = str(folder / "again.mcap")
    end = record(again, MESSAGES, "--listen", f"tcp/127.0.0.1:{port}")
    run("play", str(bag), "--wait", "20", "--connect", f"tcp/127.0.0.1:{port}")
    assert end()["messages"] == MESSAGES
    assert [it[:2] for it in read_mcap(again)] == written


with tempfile.TemporaryDirectory() as folder:
    for check in [ours_are_read, theirs_are_played]:
        check(Path(folder))
        print(f"ok {check.__name__}")
