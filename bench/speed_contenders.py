"""The contenders of speed.py as processes: peers that stay alive and answer JSON, and this package's own binary."""
import json
import os
import queue
import subprocess
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
THREADS = 2
# Two threads for every library that any contender may link, and no GPU: this table is about processor cores.
ENVIRONMENT = {
    "OMP_NUM_THREADS": str(THREADS), "MKL_NUM_THREADS": str(THREADS), "OPENBLAS_NUM_THREADS": str(THREADS),
    "GOMAXPROCS": str(THREADS), "CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu", "TF_CPP_MIN_LOG_LEVEL": "3",
}


class Failed(Exception):
    """Why a contender has no number; the text goes into the table's notes."""


def environment(**more):
    return {**os.environ, **ENVIRONMENT, **more}


class Peer:
    """A framework behind bench/peers/worker.py."""

    def __init__(self, name, python, script, compile_limit):
        self.name, self.argv, self.compile_limit = name, [python, os.path.join(HERE, "peers", script)], compile_limit
        self.process, self.pilot, self.versions = None, {}, {}

    def start(self):
        self.errors = tempfile.TemporaryFile("w+")  # a file and not a pipe, which would fill up and block the peer
        try:
            self.process = subprocess.Popen(self.argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors,
                                            text=True, env=environment())
        except OSError as e:
            raise Failed(f"{self.argv[0]} cannot be started: {e.strerror}") from e
        self.answers = queue.Queue()
        threading.Thread(target=self._read, args=(self.process.stdout, self.answers), daemon=True).start()
        self.versions = self.ask({"do": "versions"}, 120)  # importing a framework takes seconds, on a cold disk a minute

    @staticmethod
    def _read(stream, answers):
        for line in stream:
            answers.put(line)
        answers.put("")

    def ask(self, command, limit):
        if self.process is None:
            self.start()
        try:
            self.process.stdin.write(json.dumps(command) + "\n")
            self.process.stdin.flush()
            line = self.answers.get(timeout=limit)
        except queue.Empty:
            self.stop()
            raise Failed(f"no answer within {limit:.0f} s") from None
        except BrokenPipeError:
            line = ""
        if not line:
            reason = self._last_words()
            self.stop()
            raise Failed(reason)
        return json.loads(line)

    def _last_words(self):
        self.process.wait(10)
        self.errors.seek(0)
        lines = [l.strip() for l in self.errors if l.strip()]
        return (lines[-1] if lines else f"ended with code {self.process.returncode}")[:200]

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.errors.close()
            self.process = None

    def prepare(self, workload):
        """Compiles and pilots all variants; returns what the record keeps of it."""
        self.pilot = {}
        answer = self.ask({"do": "prepare", "workload": workload.name}, self.compile_limit)
        self.pilot = answer["variants"]
        if not self.pilot:
            raise Failed("; ".join(f"{k}: {v}".lstrip(": ") for k, v in answer["failed"].items()))
        return {"pilot": self.pilot, "failed_variants": answer["failed"]}

    def time(self, seconds):
        """One round: every variant that came close in the pilot, each for so many seconds."""
        longest = max(p["median_ms"] for p in self.pilot.values()) / 1000
        return {v: self.ask({"do": "time", "variant": v, "seconds": seconds}, 60 + 10 * seconds + 20 * longest)
                for v, p in self.pilot.items() if p["close"]}


class Binary:
    """This package: `fmnist bench`, a fresh process each time. more are environment variables that change the backend."""

    def __init__(self, name, binary, limit, **more):
        self.name, self.binary, self.limit, self.more = name, binary, limit, more

    def bench(self, workload, steps):
        argv = [self.binary, "bench", *workload.flags, "-steps", str(steps), "-json"]
        try:
            done = subprocess.run(argv, capture_output=True, text=True, timeout=self.limit, env=environment(**self.more))
        except subprocess.TimeoutExpired:
            raise Failed(f"not done within {self.limit:.0f} s") from None
        if done.returncode:
            raise Failed((done.stderr.strip().splitlines() or ["?"])[-1][:200])
        return json.loads(done.stdout)

    def prepare(self, workload):
        """Two steps tell how many fit into a round."""
        self.workload, self.pilot = workload, self.bench(workload, 2)
        return {"gflop_per_step": self.pilot["gflop_per_step"], "backend": self.pilot["backend"]}

    def time(self, seconds):
        steps = min(max(int(seconds * 1000 / self.pilot["fastest_ms"]), 3), 1000)
        return self.once(self.workload, steps)

    def once(self, workload, steps):
        t = self.bench(workload, steps)
        return {t["backend"]: {"median_ms": t["ms_per_step"], "fastest_ms": t["fastest_ms"], "steps": t["steps"]}}

    def stop(self):
        pass


def job(argv, limit, **more):
    """Runs a command until it has printed its test accuracy; returns seconds since the start, and the accuracy."""
    began, words, output = time.perf_counter(), "test accuracy", []
    try:
        p = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment(**more))
    except OSError as e:
        raise Failed(f"{argv[0]} cannot be started: {e.strerror}") from e
    watchdog = threading.Timer(limit, p.kill)
    watchdog.start()
    try:
        for line in p.stdout:
            output.append(line.strip())
            if words in line.lower():
                seconds = time.perf_counter() - began
                number = line.lower().split(words)[1].strip(" :=").split()[0].rstrip(",")
                return {"seconds": seconds, "test_accuracy": float(number)}
        if p.wait() < 0 and time.perf_counter() - began >= limit:
            raise Failed(f"not done within {limit:.0f} s")
        raise Failed((output or [f"ended with code {p.returncode}"])[-1][:200])
    finally:
        watchdog.cancel()
        p.kill()
        p.stdout.close()
        p.wait()
