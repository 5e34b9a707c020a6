"""What the machine is and how busy it was."""
import datetime
import os
import platform
import subprocess

from speed_contenders import ROOT, THREADS


def output(*argv):
    try:
        return subprocess.run(argv, cwd=ROOT, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def machine():
    """What the numbers hang on, besides the versions."""
    try:
        info = open("/proc/cpuinfo").read()
    except OSError:
        info = ""
    fields = dict(l.split(":", 1) for l in info.splitlines() if ":" in l)
    fields = {k.strip(): v.strip() for k, v in fields.items()}
    flags = fields.get("flags", "").split()
    simd = [name for flag, name in (("avx2", "AVX2"), ("fma", "FMA"), ("avx512f", "AVX-512")) if flag in flags]
    return {
        "cpu": fields.get("model name") or platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "threads": THREADS, "simd": " ".join(simd) or "unknown", "system": f"{platform.system()} {platform.release()}",
    }


def two_cores():
    """Binds this process and its children to two cores, so that thread pools sized by the machine are as small as the rest."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])


def load():
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def start_record():
    return {"began": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"), "load": [load()]}


def end_record(record):
    record["load"].append(load())
    return record
