"""Times the data exploration beside NumPy, scikit-learn and openTSNE and writes bench/explore.md.

Run from the repository root with the Python that has the peers, on a machine that does nothing else:

    python bench/explore.py [--rounds 3]

--quick runs everything once with few points, to try the script; its figures mean nothing and go to standard output only.

Each measurement is a process of its own; Go and Python alternate. Reading the files, and for t-SNE the reduction to 50
principal components, are not timed. A process repeats a short task and its best time counts, so that no side pays for
its first touch of memory; medians are over processes.
"""
import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

here = Path(__file__).resolve().parent
parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--quick", action="store_true", help="one round, few points, nothing written")
args = parser.parse_args()
rounds = 1 if args.quick else args.rounds
few, some, many = (600, 1000, 1500) if args.quick else (5000, 10000, 60000)
scratch = Path(tempfile.mkdtemp())
program = scratch / "explore"
subprocess.run(["go", "build", "-o", program, "./bench/explore"], cwd=here.parent, check=True)


def call(command):
    print("+", *map(str, command[-8:]), file=sys.stderr, flush=True)
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True, cwd=here.parent)
    return json.loads(done.stdout.splitlines()[-1])


def go(task, *rest):
    return call([program, "-task", task, *rest])


def peer(task, *rest):
    return call([sys.executable, here / "explore_peer.py", "--task", task, *rest])


def load():
    return float(Path("/proc/loadavg").read_text().split()[0]) if Path("/proc/loadavg").exists() else 0


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor()


def short(task):
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(min(go(task, "-repeat", 5)["seconds"]))
        theirs.append(min(peer(task, "--repeat", 5)["seconds"]))
    return mine, theirs


def embeddings(n, task, seeds):
    mine, theirs, files = [], [], {}
    for seed in seeds:
        files[f"go {n} {seed}"] = scratch / f"go{n}-{seed}.json"
        mine.append(go("tsne", "-points", n, "-seed", seed, "-out", files[f"go {n} {seed}"]))
        if task:
            files[f"{task} {n} {seed}"] = scratch / f"{task}{n}-{seed}.json"
            theirs.append(peer(task, "--points", n, "--seed", seed, "--out", files[f"{task} {n} {seed}"]))
    verdicts = call([sys.executable, here / "explore_peer.py", "--judge", *files.values()])
    return mine, theirs, {name: verdicts[str(path)] for name, path in files.items()}


def seconds(outcomes):
    return [o["seconds"][0] for o in outcomes]


def row(name, mine, peer_name, theirs):
    a = statistics.median(mine)
    spread = f"{min(mine):.2f} … {max(mine):.2f}"
    if not theirs:
        return f"| {name} | {a:.2f} s ({spread}) | – | – | – |"
    b = statistics.median(theirs)
    return f"| {name} | {a:.2f} s ({spread}) | {peer_name} | {b:.2f} s ({min(theirs):.2f} … {max(theirs):.2f}) | {b / a:.1f} × |"


before = load()
lines, quality = [], {}
for task, name, peer_name in (("correlation", "correlation, 60,000 × 784", "np.corrcoef (float64)"),
                              ("pca2", "PCA, 2 components, 60,000 × 784", "sklearn PCA (float32)"),
                              ("pca50", "PCA, 50 components, 60,000 × 784", "sklearn PCA (float32)")):
    mine, theirs = short(task)
    lines.append(row(name, mine, peer_name, theirs))

small, sklearn, verdict = embeddings(few, "sklearn", range(1, 2 if args.quick else 4))
lines.append(row(f"t-SNE, {few:,} × 50, 1000 iterations", seconds(small), "sklearn TSNE (Barnes-Hut)", seconds(sklearn)))
quality |= verdict
middle, _, verdict = embeddings(some, None, range(1, rounds + 1))
lines.append(row(f"t-SNE, {some:,} × 50, 1000 iterations", seconds(middle), "", []))
quality |= verdict
large, opentsne, verdict = embeddings(many, "opentsne", range(1, rounds + 1))
lines.append(row(f"t-SNE, {many:,} × 50, 1000 iterations", seconds(large), "openTSNE (FIt-SNE, n_jobs=2)", seconds(opentsne)))
quality |= verdict
growth = statistics.median(seconds(large)) / statistics.median(seconds(middle))
kl = {f"go {n} {i + 1}": o["kl"] for n, group in ((few, small), (some, middle), (many, large)) for i, o in enumerate(group)}
kl |= {f"sklearn {few} {i + 1}": o["kl"] for i, o in enumerate(sklearn)}
kl |= {f"opentsne {many} {i + 1}": o["kl"] for i, o in enumerate(opentsne)}
stages = ", ".join(f"{s['Name']} {s['Seconds']:.2f} s" for s in large[0]["stages"])

text = f"""## Exploration beside NumPy, scikit-learn and openTSNE

{datetime.date.today()}, {processor()}, {len(os.sched_getaffinity(0))} processors, load average {before:.2f} before
and {load():.2f} after. `python bench/explore.py --rounds {rounds}`, seeds 1 to 3. Medians (smallest … largest); the ratio
is theirs to ours.

| task | here | peer | its time | ratio |
| --- | --- | --- | --- | --- |
{chr(10).join(lines)}

From {some:,} to {many:,} points the time grows {growth:.1f} times. Peak memory of the process with {many:,} points: {max(o["peak_mib"] for o in large):.0f} MiB
here, {max(o["peak_mib"] for o in opentsne):.0f} MiB there. Stages of {many:,} points here: {stages}.

Quality, judged by scikit-learn for all (trustworthiness with k = 5 against the 50 components, leave-one-out 10-NN
accuracy). The KL divergence is what each library reports; Barnes-Hut's normaliser is about 1 % low, which takes 0.01 off.

| embedding | trustworthiness | 10-NN accuracy | KL |
| --- | --- | --- | --- |
"""
for name, v in quality.items():
    who, n, seed = name.split()
    trust = f"{v['trustworthiness']:.4f}" if "trustworthiness" in v else "–"
    text += f"| {who}, {int(n):,} points, seed {seed} | {trust} | {v['knn_accuracy']:.4f} | {kl[name]:.4f} |\n"
if not args.quick:
    (here / "explore.md").write_text(text)
print(text)
