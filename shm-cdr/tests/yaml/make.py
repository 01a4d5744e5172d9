"""What PyYAML makes of texts and numbers, as `ros2 topic echo` calls it, for tests/dynamic_yaml.rs:

    python3 shm-cdr/tests/yaml/make.py [COUNT [SEED]] > shm-cdr/tests/yaml/pyyaml.jsonl

A line is a text, a number and the YAML of a message that holds both. COUNT is the number of
texts and numbers beside those that are always there.
"""

import json
import random
import struct
import sys

import yaml

TEXTS = [
    "", " ", "a", "map", "base_link", "yes", "No", "NO", "nO", "on", "Off", "true", "True", "TRUE",
    "tRUE", "y", "n", "~", "null", "Null", "nullx", "1", "-1", "+1", "0", "007", "08", "0o7",
    "0x1F", "0xg", "0b101", "0b2", "1_000", "_1", "1.5", "1.", ".5", "-.5", "1e3", "1.e3", "1.0e3",
    "1.0e+3", "1.0E-10", ".5e+1", "1_0.0_1", "190:20:30", "190:20:30.15", "1:60", "1:5", "0:5",
    "01:5", ".inf", "-.inf", "+.Inf", ".nan", "-.nan", ".NaN", ".Nan", "inf", "nan", "2024-01-02",
    "2024-1-2", "2024-1-2 3:04:05", "2024-01-02T03:04:05.123Z", "2024-01-02 03:04:05 +5:30",
    "2024-01-02t3:4:5", "2024-01-02 03:04:05.  -5", "<<", "=", "==", "<", "a: b", "a:b", "a:", ":",
    ":a", ": a", "-", "- a", "-a", "--", "---", "--- a", "...", "...a", "?", "? a", "?a", "#",
    "a#b", "a #b", "# a", ",", "a,b", "[a]", "]", "{a}", "}", "&a", "*a", "!a", "|", ">", "'",
    "it's", "'a'", '"', 'a"b', "%a", "@a", "`a`", "a`b", "a%", " a", "a ", "a  b", "\ta", "a\tb",
    "a\n", "\na", "a\nb", "a\n\nb", "a\n\n", "a \nb", "a\n b", "it's\nit's", "\n", "\n\n", "\r",
    "a\r\nb", "\0", "\x01", "\x07\x08\x0b\x0c\x1b", "\\", "a\\b", "\x7f", "\x80", "\x85",
    "a\x85b", "\xa0", "\xad", "é", "日本語", "\u2028", "a\u2029b", "a\n\u2028b", "\u2028\na",
    "\ufeff", "\ufffd", "\ufffe", "\U0001F600", "a\U0001F600\n b", "\U0010ffff", "x" * 200,
    "word " * 60 + "end", "<sequence type: uint8, length: 3>", "\u200b", "\ud7ff", "\ue000",
    "1:20.x", "a:20.5", "1:99.5", "1:20.5x", "x:x.x", "1.5e+", "1.5e+x", "1.5ex5", "1.5e5", "-1:2.",
    "1:2.3e+4", "+.5", "._5", "1._", "x.5", "1.x", "1.e+x",
]
NUMBERS = [
    0.0, -0.0, 1.0, -1.5, 0.1, 1e15, 1e16, 123456789012345680.0, 1e17, 1.5e16, 1e-4, 1e-5, 1.5e-5,
    5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1e100, 3.141592653589793,
    0.10000000149011612, float("inf"), float("-inf"), float("nan"), 9007199254740993.0,
]
PIECES = list("ab019.-+:_ \n'\"#?!~<=eExnN,[]{}&*|>%@`\\T") + [
    "\t", "\0", "é", "\x85", "\u2028", "\U0001F600", "yes", "no", "0x", "0b", ": ", " #", "--",
    "..", "inf", "2024-01-02", ":30", "e+1",
]


class Fields(dict):
    """A mapping whose order is kept, as rosidl_runtime_py has it."""


def represent(dumper, data):
    items = [(dumper.represent_data(k), dumper.represent_data(v)) for k, v in data.items()]
    return yaml.nodes.MappingNode("tag:yaml.org,2002:map", items)


yaml.add_representer(Fields, represent)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    rnd = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    texts, numbers = list(TEXTS), list(NUMBERS)
    for _ in range(count):
        texts.append("".join(rnd.choice(PIECES) for _ in range(rnd.randrange(1, 7))))
    while len(numbers) < len(texts):
        numbers.append(struct.unpack("<d", rnd.randbytes(8))[0])
        numbers.append(round(rnd.uniform(-1, 1) * 10 ** rnd.randrange(-7, 19), rnd.randrange(9)))
    for text, number in zip(texts, numbers):
        message = Fields(
            text=text,
            texts=[text, "next"],
            inner=Fields(text=text, on=number),
            inners=[Fields(text=text, on=number)],
        )
        shown = yaml.dump(message, allow_unicode=True, width=sys.maxsize, default_flow_style=False)
        bits = struct.unpack("<Q", struct.pack("<d", number))[0]
        print(json.dumps([text, bits, shown]))


main()
