"""The record speed.json and the tables in README.md that come from it."""
import json
import os

NAMES = {"ours": "this package", "xla": "this package on XLA", "stock": "stock GoMLX", "pytorch": "PyTorch", "keras": "Keras on TensorFlow", "jax": "JAX"}
PEERS = ["pytorch", "keras", "jax"]
BEGIN, END = "<!-- speed.py writes from here -->", "<!-- to here -->"


def open_record(folder, machine):
    """The record to add to: the stored one if it is of this machine, else a fresh one."""
    try:
        with open(os.path.join(folder, "speed.json")) as f:
            record = json.load(f)
        if record["machine"] == machine:
            return record
    except (OSError, ValueError, KeyError):
        pass
    return {"machine": machine, "versions": {}, "workloads": {}}


def write(folder, record):
    with open(os.path.join(folder, "speed.json"), "w") as f:
        json.dump(rounded(record), f, indent=1)
        f.write("\n")
    path = os.path.join(folder, "README.md")
    text = open(path).read() if os.path.exists(path) else f"{BEGIN}\n{END}\n"
    before, rest = text.split(BEGIN, 1)
    with open(path, "w") as f:
        f.write(f"{before}{BEGIN}\n{tables(record)}{END}{rest.split(END, 1)[1]}")


def rounded(x):
    """Microseconds are enough for anybody who reads the record."""
    if isinstance(x, dict):
        return {k: rounded(v) for k, v in x.items()}
    if isinstance(x, list):
        return [rounded(v) for v in x]
    return round(x, 4) if isinstance(x, float) else x


def tables(record):
    workloads = {k: w for k, w in record["workloads"].items() if k != "matmul"}
    parts = [header(record)]
    if workloads:
        parts += [times(workloads), ratios(workloads), on_xla(workloads), shares(workloads, peak(record)), notes(workloads)]
    if "job" in record:
        parts.append(job_table(record["job"]))
    return "\n".join(p for p in parts if p)


def header(record):
    m, v = record["machine"], record["versions"]
    measurements = [*record["workloads"].values(), *([record["job"]] if "job" in record else [])]
    versions = ", ".join(f"{k} {x}" for k, x in v.items())
    return (f"Machine: {m['cpu']}, {m['cores']} cores used, {m['simd']}, {m['system']}; {m['threads']} threads for every contender.\n"
            f"Versions: {versions}.\nLast command: `{record.get('command', '')}`.\n"
            + ("" if all(map(quiet, measurements)) else f"\n**Provisional:** the machine was busy with other work (a load above {QUIET:g}, see the "
               "tables), which stretches everybody's times, and most of all those of libraries whose threads spin while they wait.\n"))


def table(columns, rows):
    lines = ["| " + " | ".join(columns) + " |", "|---" + "|---:" * (len(columns) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(r) + " |" for r in rows]) + "\n"


def present(workloads):
    return [n for n in NAMES if any(n in w["contenders"] for w in workloads.values())]


def number(ms):
    return f"{ms:,.0f}" if ms >= 1000 else f"{ms:.3g}" if ms < 100 else f"{ms:.0f}"


def cell(result):
    if result is None:
        return "–"
    if "median_ms" not in result:
        return "n/a"
    return f"{number(result['median_ms'])} ({number(result['fastest_ms'])})"


def times(workloads):
    names = present(workloads)
    rows = [[w["title"], *[cell(w["contenders"].get(n)) for n in names], "{}, load {} → {}".format(w["began"], *w["load"])]
            for w in workloads.values()]
    return ("Milliseconds, median (fastest); for several rounds the median of the rounds' medians:\n\n"
            + table(["", *[NAMES[n] for n in names], "measured"], rows))


def ratio(contenders, name, key="median_ms"):
    ours, other = contenders.get("ours", {}), contenders.get(name, {})
    return ours[key] / other[key] if key in ours and key in other else None


def fastest(contenders, key="median_ms"):
    """The peer with the least time, or None."""
    have = [n for n in PEERS if key in contenders.get(n, {})]
    return min(have, key=lambda n: contenders[n][key], default=None)


def times_sign(r):
    return "–" if r is None else f"{r:.3g}×" if r < 10 else f"{r:.0f}×"


# Processes that wanted a core on average before the first and after the last step. The contenders themselves keep two busy, so
# more means that somebody else computed meanwhile, and then no verdict is given.
QUIET = 3.0


def quiet(w):
    return all(x is None or x <= QUIET for x in w["load"])


def verdict(w, r):
    if not w["target"]:
        return "–"
    if r is None:
        return f"≤ {w['target']}×"
    absent = [NAMES[n] for n in PEERS if "median_ms" not in w["contenders"].get(n, {})]
    if not quiet(w) or absent:
        return f"≤ {w['target']}×, open: " + ("without " + " and ".join(absent) if absent else "the machine was busy")
    return f"≤ {w['target']}×, " + ("met" if r <= w["target"] else "missed")


def ratios(workloads):
    names = [n for n in present(workloads) if n != "ours"]
    rows = []
    for w in workloads.values():
        c, best = w["contenders"], fastest(w["contenders"])
        r = ratio(c, best)
        rows.append([w["title"], *[times_sign(ratio(c, n)) for n in names],
                     times_sign(r) + (f" ({NAMES[best]})" if best else ""), times_sign(ratio(c, fastest(c, "fastest_ms"), "fastest_ms")), verdict(w, r)])
    return ("Our time ÷ theirs, below 1 is faster than they are. The last ratio takes everybody's fastest step instead of the median, which a "
            "busy machine disturbs less:\n\n"
            + table(["", *["÷ " + NAMES[n] for n in names], "÷ fastest of the three peers", "the same of the fastest steps", "target"], rows))


def on_xla(workloads):
    """XLA against XLA: this package's graphs and JAX's, on the same compiler."""
    rows = []
    for w in workloads.values():
        mine, jax = w["contenders"].get("xla", {}), w["contenders"].get("jax", {})
        if "median_ms" not in mine or "median_ms" not in jax:
            continue
        r, target = mine["median_ms"] / jax["median_ms"], w.get("xla_target", 0)
        said = "–"
        if target:
            said = f"≤ {target}×, " + ("open: the machine was busy" if not quiet(w) else "met" if r <= target else "missed")
        rows.append([w["title"], times_sign(r), times_sign(mine["fastest_ms"] / jax["fastest_ms"]), said])
    return ("This package on XLA ÷ JAX, which is XLA as well (another version of it):\n\n"
            + table(["", "of the medians", "of the fastest steps", "target"], rows)) if rows else ""


def peak(record):
    """GFLOP/s of the best peer's fastest 2048³ product; None when it was not measured."""
    results = record["workloads"].get("matmul", {}).get("contenders", {})
    ms = [(r["fastest_ms"], n) for n, r in results.items() if "fastest_ms" in r]
    return (2 * 2048**3 / min(ms)[0] / 1e6, min(ms)[1]) if ms else None


def shares(workloads, best):
    rows = []
    for w in workloads.values():
        ours = w["contenders"].get("ours", {})
        if "median_ms" not in ours:
            continue
        gflop = ours["gflop_per_step"]
        rate, top = gflop / ours["median_ms"] * 1000, gflop / ours["fastest_ms"] * 1000
        share = [f"{x / best[0]:.0%}" for x in (rate, top)] if best else ["–", "–"]
        rows.append([w["title"], f"{gflop:.3g}", f"{rate:.0f} ({top:.0f})", f"{share[0]} ({share[1]})"])
    text = f"the best peer's ({NAMES[best[1]]}) fastest 2048³ float32 product, {best[0]:.0f} GFLOP/s" if best else "not measured"
    return (f"Arithmetic of our step, median (fastest step). The peak is {text}:\n\n"
            + table(["", "GFLOP per step", "GFLOP/s", "share of the peak"], rows)) if rows else ""


def notes(workloads):
    """Which variants the times belong to, and everything that failed."""
    lines = []
    for w in workloads.values():
        said = []
        for n, r in w["contenders"].items():
            if "variant" in r and n in PEERS:
                said.append(f"{NAMES[n]}: {r['variant']}")
            if "failed" in r:
                said.append(f"{NAMES[n]} n/a: {r['failed']}")
            said += [f"{NAMES[n]}, variant {v} failed: {why}" for v, why in r.get("failed_variants", {}).items()]
        lines.append(f"- {w['title']}: {'; '.join(said) or 'no peers'}.")
    return "Fastest variant of each peer, which is the one in the tables, and failures:\n\n" + "\n".join(lines) + "\n"


def job_table(j):
    rows, ours = [], j["contenders"].get("ours", {}).get("seconds")
    for n, r in j["contenders"].items():
        if "failed" in r:
            rows.append([NAMES[n], "failed: " + r["failed"], "–", "–"])
        else:
            rows.append([NAMES[n], f"{r['seconds']:.1f}", times_sign(ours / r["seconds"] if ours else None), f"{r['test_accuracy']:.4f}"])
    return ("Whole job: {} epochs of LeNet-5 on the real data, from typed command to printed test accuracy ({}, load {} → {}):\n\n".format(
        j["epochs"], j["began"], *j["load"]) + table(["", "seconds", "ours ÷ theirs", "test accuracy"], rows))
