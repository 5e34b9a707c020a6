"""One peer as a process that stays alive: a JSON command a line on standard input, a JSON answer a line on standard output.

    {"do": "versions"}                            → {"torch": "2.6.0", ...}
    {"do": "prepare", "workload": "lenet5"}       → {"variants": {name: {"first_ms", "median_ms", "fastest_ms", "close"}}, "failed": {…}}
    {"do": "time", "variant": v, "seconds": 2}    → {"median_ms", "fastest_ms", "steps"}

A variant is one idiomatic way of writing the workload in this framework, for example with and without a compiler. prepare
compiles all of them and times each for a moment, so that the driver can go on with the fastest.
"""
import gc
import json
import os
import random
import statistics
import sys
import time

PILOT_SECONDS = 1.0  # long enough for 100 steps of LeNet-5, short beside the compilation
CLOSE = 1.15  # variants within 15 % of the fastest in the pilot are reported as equals, since the pilot is that noisy
MIN_STEPS = 3  # a median needs them, however long they take
MATMUL = 2048  # side of the square matrices whose product measures the machine's peak: 48 MiB in all, more than the caches


def timed(step, seconds, least=MIN_STEPS):
    """Milliseconds of single steps for about so many seconds, after two steps that warm up, or one if that takes a second."""
    ready = time.perf_counter() + 1
    for i in range(2 if seconds else 0):
        if i == 0 or time.perf_counter() < ready:
            step()
    ms, end = [], time.perf_counter() + seconds
    while len(ms) < least or time.perf_counter() < end:
        began = time.perf_counter()
        step()
        ms.append((time.perf_counter() - began) * 1000)
    return ms


def prepare(variants):
    """Compiles and pilots each variant; variants maps a name to a function that builds a step."""
    steps, ready, failed = {}, {}, {}
    for name, build in variants.items():
        try:
            step = build()
            first = timed(step, 0, 1)[0]
            pilot = timed(step, PILOT_SECONDS, 1)
            ready[name] = {"first_ms": first, "median_ms": statistics.median(pilot), "fastest_ms": min(pilot)}
            steps[name] = step
        except Exception as e:  # whatever a framework throws is a result here, to be reported
            failed[name] = (f"{type(e).__name__}: {e}".splitlines() or ["?"])[0][:200]
    best = min((r["fastest_ms"] for r in ready.values()), default=0)  # the fastest step: a busy machine disturbs it least
    for name in ready:
        ready[name]["close"] = ready[name]["fastest_ms"] <= CLOSE * best
    for name in [n for n in steps if not ready[n]["close"]]:
        del steps[name]
    return steps, {"variants": ready, "failed": failed}


def serve(workloads, versions):
    """Answers commands until standard input closes. workloads maps a name to a function that returns the variants."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # frameworks that print do not disturb the answers
    steps = {}
    for line in sys.stdin:
        command = json.loads(line)
        if command["do"] == "versions":
            answer = versions
        elif command["do"] == "prepare":
            steps.clear()
            gc.collect()
            if command["workload"] in workloads:
                fresh, answer = prepare(workloads[command["workload"]]())
                steps.update(fresh)
            else:
                answer = {"variants": {}, "failed": {"": "this peer has no such workload"}}
        else:
            ms = timed(steps[command["variant"]], command["seconds"])
            answer = {"median_ms": statistics.median(ms), "fastest_ms": min(ms), "steps": len(ms)}
        print(json.dumps(answer), file=answers, flush=True)


def drawn(n, side=28, seed=1):
    """Images of noise and labels as plain bytes: what is on them does not change the time of a step."""
    r = random.Random(seed)
    return r.randbytes(n * side * side), bytes(r.randrange(10) for _ in range(n))
