"""A kernel as the tests drive it."""
import os
import queue
import re
import tempfile
import time

from jupyter_client.manager import KernelManager

KERNEL = "fmnist-cpu"
CWD = os.environ["FMNIST_TEST_CWD"]
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class Session:
    """A kernel started as Jupyter would: in the notebook's folder, its log going to the server's terminal."""

    def __init__(self, cwd=CWD, **env):
        self.log = tempfile.TemporaryFile("w+")
        self.km = KernelManager(kernel_name=KERNEL)
        self.km.start_kernel(cwd=cwd, env={**os.environ, **env}, stdout=self.log, stderr=self.log)
        self.connect()

    def connect(self):
        self.kc = self.km.client()
        self.kc.start_channels()
        self.kc.wait_for_ready(timeout=120)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.kc.stop_channels()
        self.km.shutdown_kernel()
        self.log.close()

    @property
    def pid(self):
        return self.km.provisioner.process.pid

    def run(self, code, hook=lambda text: None, displays=False, **options):
        """Executes one cell; returns its status and everything it showed, as text."""
        shown = []

        def output(msg):
            shown.append(text_of(msg, displays and msg["msg_type"] == "display_data"))
            if msg["msg_type"] == "stream":
                hook(msg["content"]["text"])

        options.setdefault("allow_stdin", False)
        reply = self.kc.execute_interactive(code, timeout=240, output_hook=output, **options)
        return reply["content"]["status"], ANSI.sub("", "".join(shown))

    def reply(self, msg_id, timeout=60):
        """The content of the reply to a request on the shell channel."""
        end = time.time() + timeout
        while time.time() < end:
            try:
                msg = self.kc.get_shell_msg(timeout=0.5)
            except queue.Empty:
                continue
            if msg["parent_header"].get("msg_id") == msg_id:
                return msg["content"]
        return {"status": "no reply"}

    def output(self, msg_id, timeout=60):
        """The messages of a request up to its idle."""
        out, end = [], time.time() + timeout
        while time.time() < end:
            try:
                msg = self.kc.get_iopub_msg(timeout=0.5)
            except queue.Empty:
                continue
            if msg["parent_header"].get("msg_id") != msg_id:
                continue
            out.append(msg)
            if msg["msg_type"] == "status" and msg["content"]["execution_state"] == "idle":
                return out
        raise TimeoutError("no idle")

    def wait_text(self, msg_id, wanted, timeout=60):
        """Waits until a cell has printed something."""
        shown, end = "", time.time() + timeout
        while wanted not in shown:
            if time.time() > end:
                raise TimeoutError(f"{wanted!r} was not printed, but {shown!r}")
            try:
                msg = self.kc.get_iopub_msg(timeout=0.5)
            except queue.Empty:
                continue
            if msg["parent_header"].get("msg_id") == msg_id:
                shown += text_of(msg)


def text_of(msg, displays=False):
    c = msg["content"]
    if msg["msg_type"] == "error":
        return "\n".join([c["evalue"], *c["traceback"]])
    if msg["msg_type"] == "stream":
        return c["text"]
    return c.get("data", {}).get("text/plain", "") if displays else ""
