"""Times commands whose runs are stored: from typed command to its end, in milliseconds.

    python3 bench/stored.py --data FOLDER --weights FOLDER plain=./fmnist xla=./fmnist-xla

FOLDER holds the official files of Fashion-MNIST, and SqueezeNet's weights for transfer. A home of its own is filled
first, which takes a minute or two; then the commands take turns, with every build, --calls times.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

PLAN = "-epochs 1"
COMMANDS = {
    "train": f"train {PLAN}",
    "predict": "predict -run {run} {png}",
    "compare": "compare {run} {other}",
    "crossval, 10 folds": f"crossval -k 10 {PLAN}",
    "repeat, 5 seeds": f"repeat -seeds 5 {PLAN}",
    "tune, 10 trials": "tune -space narrow -max-epochs 4 -limit 6000",
    "runs": "runs",
    "transfer": "transfer -base squeezenet -head linear -epochs 1",
}


def picture(path):
    """Writes a grey 28×28 PNG with a light rectangle."""
    import struct
    import zlib

    rows = b"".join(b"\0" + bytes(200 if 6 < x < 22 and 4 < y < 24 else 0 for x in range(28)) for y in range(28))
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    head = struct.pack(">IIBBBBB", 28, 28, 8, 0, 0, 0, 0)
    with open(path, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def call(binary, command, env):
    """Runs a command and returns its milliseconds, on the clock and of processor time."""
    began = time.perf_counter()
    started = subprocess.Popen([binary, *command.split()], env=env, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(started.pid, 0)
    took = 1000 * (time.perf_counter() - began)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode != 0:
        sys.exit(f"{command}: exit {started.returncode}")
    return took, 1000 * (used.ru_utime + used.ru_stime)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("builds", nargs="+", help="NAME=PATH of a command fmnist")
    parser.add_argument("--data", required=True)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--calls", type=int, default=20)
    parser.add_argument("--home", help="a home that this script has filled before")
    parser.add_argument("--only", help="the names of commands, with commas between them")
    args = parser.parse_args()
    builds = dict(b.split("=", 1) for b in args.builds)
    home = args.home or tempfile.mkdtemp(prefix="stored-")
    env = dict(os.environ, FMNIST_HOME=home, FMNIST_DATA=args.data, FMNIST_WEIGHTS=args.weights, FMNIST_QUICK="")
    png = os.path.join(home, "own.png")
    first = next(iter(builds.values()))
    if not os.path.exists(png):
        os.makedirs(home, exist_ok=True)
        picture(png)
        for name in ("train", *(n for n in COMMANDS if n not in ("train", "predict", "compare", "runs"))):
            call(first, COMMANDS[name], env)
    told = subprocess.run([first, *COMMANDS["repeat, 5 seeds"].split(), "-json"], env=env, check=True, capture_output=True)
    run, other = (seed["run"] for seed in json.loads(told.stdout)["seeds"][:2])
    commands = {n: c.format(png=png, run=run, other=other) for n, c in COMMANDS.items()
                if not args.only or n.split(",")[0] in args.only.split(",")}
    times = {(name, build): [] for name in commands for build in builds}
    for _ in range(args.calls):
        for name, command in commands.items():
            for build, binary in builds.items():
                times[name, build].append(call(binary, command, env))
    print(f"{os.cpu_count()} cores, {platform.machine()}, load {os.getloadavg()[0]:.1f}, home {home}; "
          f"median (fastest; processor time) of {args.calls} in ms\n")
    print("| | " + " | ".join(builds) + " |\n|---|" + "--:|" * len(builds))
    for name in commands:
        cells = []
        for build in builds:
            clock, processor = zip(*times[name, build])
            cells.append(f"{statistics.median(clock):.0f} ({min(clock):.0f}; {statistics.median(processor):.0f})")
        print(f"| `{name.split(',')[0]}`{name[len(name.split(',')[0]):]} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
