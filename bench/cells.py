"""Latency and memory of notebook cells through the installed kernels.

    python bench/cells.py NAME=PREFIX [NAME=PREFIX ...] [--repeat 20] [--kernels 10] [--cells CASE,...] [--json FILE]

PREFIX is where `fmnist kernels install --prefix PREFIX` put the kernels (or NAME=PREFIX:KERNEL for another one than
fmnist-cpu), NAME a word for it in the table: "before" and "after", say. All of them take turns in one run, so that a busy
machine slows them alike; each figure is the median of the repetitions, in milliseconds. Needs Python with jupyter_client
and the data set where FMNIST_DATA says, else where fmnist finds it; runs are written into a folder of the script's own.
"""
import argparse
import json
import os
import statistics
import tempfile
import time

from jupyter_client.manager import KernelManager

IMPORT = 'import "github.com/gofmnist/gofmnist/fmnist"\n'
PLAN = IMPORT + """var Tiny = fmnist.Plan{Net: fmnist.Net("linear", fmnist.Flatten, fmnist.Dense(10)),
	Epochs: 1, Batch: 128, Validation: 0.1, Seed: 1}
"""
CASES = {  # code by repetition; what came before is compiled and trained already
    "empty cell": lambda i: "",
    "Println": lambda i: f'import "fmt"\n%%\nfmt.Println({i})',
    "Println, identical cell again": lambda i: 'import "fmt"\n%%\nfmt.Println("same")',
    "Show(d.Summary())": lambda i: IMPORT + f"%%\n_ = {i}\nfmnist.Show(fmnist.Load().Summary())",
    "warm Train": lambda i: PLAN + f"%%\n_ = {i}\nfmnist.Train(Tiny)",
    "20,000 lines": lambda i: f'import "fmt"\n%%\nfor i := range 20000 {{\n\tfmt.Println(i + {i})\n}}',
}


class Kernel:
    def __init__(self, prefix, name, cwd, env):
        os.environ["JUPYTER_PATH"] = os.path.join(prefix, "share", "jupyter")
        begin = time.perf_counter()
        self.km = KernelManager(kernel_name=name)
        self.km.start_kernel(cwd=cwd, env=env)
        self.kc = self.km.client()
        self.kc.start_channels()
        self.kc.wait_for_ready(timeout=120)
        self.ready = time.perf_counter() - begin

    def run(self, code):
        """Seconds until the reply and all output have come."""
        shown = []
        begin = time.perf_counter()
        reply = self.kc.execute_interactive(code, timeout=600, output_hook=shown.append, allow_stdin=False)
        took = time.perf_counter() - begin
        if reply["content"]["status"] != "ok":
            raise SystemExit(f"{code}\n{[m['content'] for m in shown if m['msg_type'] in ('stream', 'error')]}")
        return took

    def info(self):
        begin = time.perf_counter()
        self.kc.kernel_info(reply=True, timeout=60)
        return time.perf_counter() - begin

    def end(self):
        self.kc.stop_channels()
        self.km.shutdown_kernel()


def tree(pid):
    """A process and all below it."""
    found, children = [], {}
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{name}/stat") as f:
                fields = f.read().rsplit(")", 1)[1].split()
            children.setdefault(int(fields[1]), []).append(int(name))
        except (OSError, ValueError, IndexError):
            pass
    todo = [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def memory(pid):
    """Megabytes of a process tree, shared pages divided among those who share them."""
    total = 0
    for p in tree(pid):
        try:
            with open(f"/proc/{p}/smaps_rollup") as f:
                total += sum(int(line.split()[1]) for line in f if line.startswith("Pss:"))
        except OSError:
            pass
    return total / 1024


def measure(kernels, cases, repeat, cwd, env):
    """Medians by case and name; every repetition goes round all kernels."""
    live = {name: Kernel(*where, cwd, env) for name, where in kernels.items()}
    table = {"kernel_info": {name: [] for name in live}}
    for case in cases:
        table[case] = {name: [] for name in live}
        for i in range(repeat + 1):
            for name, k in live.items():
                took = k.run(CASES[case](i))
                if i > 0:  # the first compiles
                    table[case][name].append(took)
    for _ in range(repeat):
        for name, k in live.items():
            table["kernel_info"][name].append(k.info())
    for k in live.values():
        k.end()
    return table


def fresh(kernels, repeat, cwd, env):
    """Start, and the first cell of a fresh kernel."""
    table = {"start until ready": {n: [] for n in kernels}, "first cell of a fresh kernel": {n: [] for n in kernels}}
    for i in range(repeat):
        for name, where in kernels.items():
            k = Kernel(*where, cwd, env)
            table["start until ready"][name].append(k.ready)
            took = k.run(CASES["Show(d.Summary())"](1000 + i))
            table["first cell of a fresh kernel"][name].append(took)
            k.end()
    return table


def many(kernels, count, cwd, env):
    """Several kernels at once: time until all are ready and have run a cell, memory each then and 20 s later."""
    table = {}
    for name, where in kernels.items():
        begin = time.perf_counter()
        live = [Kernel(*where, cwd, env) for _ in range(count)]
        for i, k in enumerate(live):
            k.run(CASES["Println"](i))
        took = time.perf_counter() - begin
        time.sleep(20)  # gopls has read its module by then
        table[name] = {"seconds": took, "MB each": sum(memory(k.km.provisioner.process.pid) for k in live) / count}
        for k in live:
            k.end()
    return table


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("kernels", nargs="+", metavar="NAME=PREFIX[:KERNEL]")
    p.add_argument("--repeat", type=int, default=20)
    p.add_argument("--kernels", dest="count", type=int, default=10)
    p.add_argument("--cells", default=",".join(CASES))
    p.add_argument("--json")
    args = p.parse_args()
    kernels = {}
    for word in args.kernels:
        name, _, where = word.partition("=")
        prefix, _, kernel = where.partition(":")
        kernels[name] = (os.path.abspath(prefix), kernel or "fmnist-cpu")
    cases = [c for c in args.cells.split(",") if c in CASES] if args.cells != ",".join(CASES) else list(CASES)
    with tempfile.TemporaryDirectory() as cwd:  # outside any checkout, the one that installed a kernel serves it
        env = dict(os.environ)
        table = {**fresh(kernels, args.repeat, cwd, env), **measure(kernels, cases, args.repeat, cwd, env)}
        together = many(kernels, args.count, cwd, env) if args.count else {}
    print(f"| median of {args.repeat}, ms | " + " | ".join(kernels) + " |\n|---|" + "--:|" * len(kernels))
    medians = {case: {n: statistics.median(v) * 1000 for n, v in row.items()} for case, row in table.items()}
    for case, row in medians.items():
        print(f"| {case} | " + " | ".join(f"{row[n]:.1f}" for n in kernels) + " |")
    for what in ("seconds", "MB each") if together else ():
        print(f"| {args.count} kernels, {what} | " + " | ".join(f"{together[n][what]:.1f}" for n in kernels) + " |")
    if args.json:
        with open(args.json, "w") as f:
            json.dump({"medians_ms": medians, "together": together}, f, indent=1)


if __name__ == "__main__":
    main()
