"""Executes one notebook for Go: a JSON job on stdin, one JSON event a line on stdout."""
import json
import os
import re
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

ANSI = re.compile(r"\x1b\[[0-9;]*m")

# JupyterLab's page without its scripts from the internet. MathJax stays where a text has formulas: offline they are
# then read as TeX.
PAGE = """{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js -%}{%- endblock html_head_js -%}
{%- block html_head_js_mathjax -%}{%- if nb.metadata.formulas -%}{{ super() }}{%- endif -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
"""


def emit(**event):
    print(json.dumps(event), flush=True)


def first_line(source):
    """The first line that says something: not an import, not a %-command."""
    lines = [l.strip() for l in source.splitlines() if l.strip()]
    telling = [l for l in lines if not l.startswith(("%", "//", "import", "package", ")", '"'))]
    return (telling or lines or [""])[0]


def reason(cell, exception):
    """Why a cell failed: GoNB's own message, or what the program wrote before it ended with a bare exit status."""
    if isinstance(exception, CellTimeoutError):
        return "took longer than %(timeout)s s" % job
    if isinstance(exception, DeadKernelError):
        return "the kernel died"
    errors = [o for o in cell.outputs if o.output_type == "error"]
    if not errors:
        return str(exception) or repr(exception)
    text = "\n".join(errors[-1].traceback) or errors[-1].evalue
    if re.match(r"(exit status|signal:)", errors[-1].evalue):
        written = "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stderr")
        text = written.strip() or text
    lines = [l for l in ANSI.sub("", text).splitlines() if l.strip() and not re.match(r"exit status \d+$|# gonb_", l)]
    return "\n".join(lines[:12]) or errors[-1].evalue


class Client(NotebookClient):
    """Passes on what a long cell says of its progress: the last line of what it shows, from time to time."""

    def process_message(self, msg, cell, cell_index):
        content = msg["content"]
        text = content.get("text") or (content.get("data") or {}).get("text/plain") or ""
        lines = [l.strip() for l in ANSI.sub("", text).splitlines() if l.strip()]
        now = time.time()
        if lines and now - max(self.began, self.said) >= job["pace"]:
            self.said = now
            emit(event="progress", line=lines[-1][:120], seconds=now - self.began)
        return super().process_message(msg, cell, cell_index)


def execute(path, nb):
    """Runs the cells of nb in place; returns the failure as an event, or None."""
    numbers = {}
    for cell in nb.cells:
        if cell.cell_type == "code":
            numbers[id(cell)] = len(numbers) + 1
            cell.outputs, cell.execution_count = [], None
    at = {}

    def start(cell, cell_index):
        if id(cell) in numbers:
            at.update(cell=cell, number=numbers[id(cell)])
            client.began, client.said = time.time(), 0.0
            emit(event="cell", cell=at["number"], cells=len(numbers), line=first_line(cell.source))

    client = Client(nb, timeout=job["timeout"], kernel_name=job["kernel"], record_timing=False, startup_timeout=120,
                    resources={"metadata": {"path": os.path.dirname(path)}}, on_cell_start=start)
    if client.has_trait("coalesce_streams"):
        client.coalesce_streams = True
    try:
        client.execute()
    except Exception as e:  # an interrupt shows as many kinds; what ran until then must be written whatever happened
        if not at:
            return dict(cell=0, line="", message="the kernel %s did not start: %s" % (job["kernel"], e))
        return dict(cell=at["number"], line=first_line(at["cell"].source), message=reason(at["cell"], e))
    return None


def html(nb, name):
    from jinja2 import DictLoader
    from nbconvert import HTMLExporter

    nb.metadata["formulas"] = any("$" in c.source for c in nb.cells if c.cell_type == "markdown")
    exporter = HTMLExporter(extra_loaders=[DictLoader({"offline.html.j2": PAGE})], template_file="offline.html.j2")
    return exporter.from_notebook_node(nb, resources={"metadata": {"name": name}})[0]


def write(path, text):
    with open(path + ".part", "w", encoding="utf-8") as f:
        f.write(text)
    os.replace(path + ".part", path)


def run(path):
    began = time.time()
    nb = nbformat.read(path, as_version=4)
    failure = execute(path, nb)
    name = os.path.splitext(os.path.basename(path))[0]
    out = os.path.join(job["out"], name)
    write(out + ".ipynb", nbformat.writes(nb) + "\n")
    write(out + ".html", html(nb, name))
    emit(event="end", seconds=time.time() - began, ipynb=out + ".ipynb", html=out + ".html", failure=failure)


job = json.load(sys.stdin)
run(job["notebook"])
