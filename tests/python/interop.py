"""Programs of others against ours, each in a process of its own.

Zenoh for Python builds keys, tokens and attachments by the rules of rmw_zenoh, written down
here once more; rosbags encodes and decodes messages; zenoh-ros2-sdk is a ROS 2 client of its
own. The arguments are the program `peer` of the Rust tests, and `shared` or `apart`: whether its
version of Zenoh shares memory with the one here.
"""

import socket
import struct
import subprocess
import sys
import threading
import time
from queue import Empty, Queue

import numpy
import xxhash
import zenoh
from rosbags.typesys import Stores, get_typestore

DEADLINE = 30.0
CLOUD = "sensor_msgs/msg/PointCloud2"
CLOUD_KEY = (
    "0/{topic}/sensor_msgs::msg::dds_::PointCloud2_/"
    "RIHS01_9198cabf7da3796ae6fe19c4cb3bdd3525492988c70522628af5daa124bae2b5"
)
STRING_HASH = "RIHS01_df668c740482bbd48fb39d76a70dfd4bd59db1288021743503259e948f6b1a18"

store = get_typestore(Stores.ROS2_JAZZY)


class Peer:
    """A process of ours and the lines that it says."""

    def __init__(self, program, *args):
        self.process = subprocess.Popen(
            [program, *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.lines = Queue()
        threading.Thread(target=self._read, daemon=True).start()
        assert self.line() == "ready"

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def line(self):
        try:
            return self.lines.get(timeout=DEADLINE)
        except Empty:
            raise AssertionError("the peer says nothing") from None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        assert self.process.wait(DEADLINE) == 0, "the peer ends in order"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def session(connect=None, port=0):
    """A session that looks for nobody."""
    config = zenoh.Config()
    config.insert_json5("mode", '"peer"')
    config.insert_json5("listen/endpoints", f'["tcp/127.0.0.1:{port}"]')
    config.insert_json5("connect/endpoints", f'["{connect}"]' if connect else "[]")
    config.insert_json5("scouting/multicast/enabled", "false")
    config.insert_json5("transport/shared_memory/enabled", "true")
    config.insert_json5("transport/shared_memory/transport_optimization/enabled", "false")
    return zenoh.open(config)


def wait_until(what, condition):
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, f"in vain: {what}"
        time.sleep(0.005)


def pattern(size):
    return (numpy.arange(size) % 251).astype(numpy.uint8)


def cloud(size):
    """The cloud that `peer` expects, as rosbags has it."""
    types = store.types
    header = types["std_msgs/msg/Header"](
        stamp=types["builtin_interfaces/msg/Time"](sec=0, nanosec=0), frame_id="lidar"
    )
    field = types["sensor_msgs/msg/PointField"](name="x", offset=0, datatype=7, count=1)
    return types[CLOUD](
        header=header,
        height=1,
        width=size // 4,
        fields=[field],
        is_bigendian=False,
        point_step=4,
        row_step=size,
        data=pattern(size),
        is_dense=True,
    )


def our_clouds_are_read_by_zenoh_and_rosbags(program, shared):
    size = 100_000
    with Peer(program, "talk", "cloud", str(size)) as peer:
        endpoint = peer.line()
        with session(endpoint) as client:
            tokens = []
            client.liveliness().declare_subscriber(
                "@ros2_lv/0/**", lambda token: tokens.append(str(token.key_expr)), history=True
            )
            samples = Queue()
            client.declare_subscriber(CLOUD_KEY.format(topic="cloud"), samples.put)
            sample = samples.get(timeout=DEADLINE)
            later = samples.get(timeout=DEADLINE)

            assert (sample.payload.as_shm() is not None) == shared, "it is in shared memory"
            expected = store.serialize_cdr(cloud(size), CLOUD)
            assert bytes(sample.payload) == bytes(expected), "the bytes are those of rosbags"
            decoded = store.deserialize_cdr(bytes(sample.payload), CLOUD)
            assert decoded.header.frame_id == "lidar" and decoded.row_step == size
            assert (decoded.data == pattern(size)).all()

            attachment = bytes(sample.attachment)
            assert len(attachment) == 33
            number, stamp, length = struct.unpack("<qqB", attachment[:17])
            assert length == 16 and abs(stamp - time.time_ns()) < DEADLINE * 1e9
            assert struct.unpack("<q", bytes(later.attachment)[:8])[0] == number + 1

            wait_until("tokens", lambda: any("/MP/" in token for token in tokens))
            [token] = [token for token in tokens if "/MP/" in token]
            parts = token.split("/")
            assert parts[6:] == ["%", "%", "peer", "%cloud", *CLOUD_KEY.split("/")[2:], "::,10:,:,:,,"]
            hashed = xxhash.xxh3_128_intdigest(token.encode())
            assert attachment[17:] == hashed.to_bytes(16, "little"), "the identity is the token's"


def clouds_of_zenoh_and_rosbags_are_read_by_us(program, shared):
    port = free_port()
    with session(port=port) as client:
        with Peer(program, "cloud", f"tcp/127.0.0.1:{port}", "cloud") as peer:
            publisher = client.declare_publisher(CLOUD_KEY.format(topic="cloud"))
            wait_until("a subscriber", lambda: publisher.matching_status.matching)
            payload = bytes(store.serialize_cdr(cloud(70_000), CLOUD))
            # rmw_zenoh sends what it has allocated, which is more.
            for number, sent in [(7, payload), (8, payload + bytes(100))]:
                attachment = struct.pack("<qqB16s", number, time.time_ns(), 16, bytes(range(16)))
                publisher.put(sent, attachment=attachment)
                assert peer.line() == f"cloud false {len(sent)} {number} true"
            provider = zenoh.shm.ShmProvider.default_backend(1 << 20)
            buffer = provider.alloc(len(payload))
            buffer[:] = payload
            publisher.put(buffer, attachment=attachment)
            assert peer.line() == f"cloud {str(shared).lower()} {len(payload)} 8 true"


def zenoh_ros2_sdk_talks_to_us(program, _):
    from zenoh_ros2_sdk import ROS2Publisher, ROS2Subscriber

    with Peer(program, "texts") as peer:
        port = int(peer.line().rpartition(":")[2])
        texts = {
            "msg_type": "std_msgs/msg/String",
            "msg_definition": "string data\n",
            "domain_id": 0,
            "router_ip": "127.0.0.1",
            "router_port": port,
        }
        received = Queue()
        subscriber = ROS2Subscriber(topic="/from_us", callback=received.put, **texts)
        publisher = ROS2Publisher(topic="/to_us", **texts)
        assert publisher.type_hash == STRING_HASH, "it computes the hash that we compute"
        assert received.get(timeout=DEADLINE).data == "from us"
        # Until the two have found each other, messages may go nowhere.
        end = time.monotonic() + DEADLINE
        while peer.lines.empty():
            assert time.monotonic() < end, "nothing arrives"
            publisher.publish(data="from the sdk")
            time.sleep(0.02)
        assert peer.line() == "texts from the sdk"
        publisher.close()
        subscriber.close()


def main():
    zenoh.init_log_from_env_or("error")
    program, sharing = sys.argv[1:]
    assert sharing in ("shared", "apart")
    for test in [
        our_clouds_are_read_by_zenoh_and_rosbags,
        clouds_of_zenoh_and_rosbags_are_read_by_us,
        zenoh_ros2_sdk_talks_to_us,
    ]:
        test(program, sharing == "shared")
        print(f"{test.__name__} ... ok", flush=True)


if __name__ == "__main__":
    main()
