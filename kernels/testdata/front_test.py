"""What the front adds to GoNB, through the installed kernel; started by protocol_test.go with FMNIST_TEST_CWD set."""
import importlib.util
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import nbformat

from session import ANSI, KERNEL, Session, text_of

IMPORT = 'import "github.com/gofmnist/gofmnist/kernels"\n'
LINUX = sys.platform == "linux"

# A cell that takes two seconds to save when it is interrupted.
SAVES = """c := make(chan os.Signal, 1)
signal.Notify(c, os.Interrupt)
fmt.Println("ready")
<-c
time.Sleep(2 * time.Second)
os.WriteFile("{}", nil, 0o600)"""


def below(pid):
    """The processes below one, with their command lines."""
    found = {}
    for child in subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split():
        found[int(child)] = command(child)
        found.update(below(child))
    return found


def command(pid):
    try:
        with open(f"/proc/{pid}/cmdline") as f:
            return f.read().replace("\0", " ")
    except OSError:
        return ""


def gone(pids, timeout=8):
    """Those of the processes that still live after a while."""
    end = time.time() + timeout
    while time.time() < end:
        pids = [p for p in pids if command(p)]
        if not pids:
            break
        time.sleep(0.05)
    return {p: command(p) for p in pids}


class Shared(unittest.TestCase):
    """Tests that share one kernel."""

    @classmethod
    def setUpClass(cls):
        cls.s = Session(FMNIST_DATA="synthetic", FMNIST_QUICK="1")

    @classmethod
    def tearDownClass(cls):
        cls.s.close()

    def ok(self, code, shown, **options):
        self.assertEqual(self.s.run(code, **options), ("ok", shown))

    def fails(self, code, *wanted, without=()):
        status, shown = self.s.run(code)
        self.assertEqual(status, "error", shown)
        for w in wanted:
            self.assertIn(w, shown)
        for w in ("# gonb_", "func main()", "flag.Parse", *without):
            self.assertNotIn(w, shown)
        return shown


class Cells(Shared):
    def test_statements_without_percent(self):
        self.ok('var kept = 3\nfmt.Println(kept)\nlocal := 4\nfmt.Println(kept + local)', "3\n7\n")
        self.ok("fmt.Println(kept)", "3\n")
        self.ok("x := 2\nfmt.Println(twice(x))\nfunc twice(n int) int { return 2 * n }", "4\n")
        self.ok("%%\nfmt.Println(twice(4))", "8\n")

    def test_carriage_returns(self):
        self.ok('import "fmt"\r\nvar crlf = `a\r\nb`\r\n%%\r\nfmt.Printf("%q", crlf)\r\n', '"a\\nb"')

    def test_blank_imports_all_stay(self):
        self.s.run('import (\n\t_ "image/png"\n\t_ "image/jpeg"\n)')
        self.ok('import _ "image/gif"\n%%\n_, f, err := image.Decode(strings.NewReader("\\x89PNG\\r\\n\\x1a\\n"))\n'
                'fmt.Println(f, err)', "png unexpected EOF\n")
        self.fails('import _ "example.com/nowhere"\n%%\nfmt.Println(1)', "no required module provides package example.com/nowhere")
        self.ok("fmt.Println(2)", "2\n")

    def test_redefined_type_drops_methods_that_no_longer_fit(self):
        self.s.run("type shape struct{ a int }")
        self.s.run("func (s shape) sum() int { return s.a }\nfunc (s shape) fine() string { return \"fine\" }")
        status, shown = self.s.run("type shape struct{ b int }\n%%\nfmt.Println(shape{1}.fine())")
        self.assertEqual(status, "ok", shown)
        self.assertIn("fine\n", shown)
        self.assertIn("method sum of shape", shown)
        self.fails("fmt.Println(shape{1}.sum())", "has no field or method sum")


class Errors(Shared):
    def test_nearest_name(self):
        self.ok("var Base = 1", "")
        self.fails("fmt.Println(Bsae)", "line 1", "Bsae: did you mean Base?")
        self.fails(IMPORT + "%%\nfmt.Println(kernels.Modul)", "line 3", "Modul: did you mean Module?")
        self.fails(IMPORT + "%%\nfmt.Println(kernels.CPU.DisplayNam)", "DisplayNam: did you mean DisplayName?")
        self.fails(IMPORT + 'var o = kernels.Options{Prefi: "x"}', "Prefi: did you mean Prefix?")

    def test_values_of_another_cell(self):
        self.ok("passing := 5\nfmt.Println(passing)", "5\n")
        self.fails("fmt.Println(passing)", "Hint: passing was a value inside cell [", "var passing = ")

    def test_statement_above_percent(self):
        self.fails('fmt.Println(1)\n%%\nfmt.Println(2)', "line 1", "Hint: statements go below %%")

    def test_syntax_error_has_a_line(self):
        shown = self.fails("var x = 1\nfmt.Println(x\nfmt.Println(x)", "line 2", "missing ','")
        self.assertIn("    fmt.Println(x\n                 ^", shown)

    def test_panic_names_cell_and_line(self):
        self.ok("func thrower(n int) int {\n\treturn []int{1}[n]\n}", "")
        shown = self.fails("a := 1\n\nthrower(a)", "index out of range [1] with length 1")
        first = shown.splitlines()[0]
        self.assertRegex(first, r"\(cell \[\d+\], line 2\)$")
        self.assertRegex(shown, r"cell \[\d+\], line 3, in the cell's statements")

    def test_last_words_are_the_reason(self):
        shown = self.fails('fmt.Fprintln(os.Stderr, "no data in x; run y")\nos.Exit(1)')
        self.assertEqual(shown.count("no data in x; run y"), 3)  # printed, evalue, traceback

    def test_log_line_that_looks_like_a_panic(self):
        status, shown = self.s.run('fmt.Fprintln(os.Stderr, "panic: only a line")\nfmt.Fprintln(os.Stderr, "more")')
        self.assertEqual((status, shown), ("ok", "panic: only a line\nmore\n"))


class Queue(Shared):
    def statuses(self, *codes, **options):
        ids = [self.s.kc.execute(c, allow_stdin=False, **options) for c in codes]
        return [self.s.reply(i)["status"] for i in ids]

    def test_queue_ends_after_an_error(self):
        self.assertEqual(self.statuses('panic("x")', "fmt.Println(1)", "fmt.Println(2)"), ["error", "aborted", "aborted"])
        self.assertEqual(self.s.run("fmt.Println(3)"), ("ok", "3\n"))

    def test_queue_goes_on_where_failing_is_expected(self):
        self.assertEqual(self.statuses('panic("x")', "fmt.Println(1)", stop_on_error=False), ["error", "ok"])
        content = dict(code='panic("x")', silent=False, store_history=True, user_expressions={}, allow_stdin=False)
        msg = self.s.kc.session.msg("execute_request", content, metadata={"tags": ["raises-exception"]})
        self.s.kc.shell_channel.send(msg)
        after = self.s.kc.execute("fmt.Println(1)")
        self.assertEqual(self.s.reply(msg["header"]["msg_id"])["status"], "error")
        self.assertEqual(self.s.reply(after)["status"], "ok")

    def test_counts_go_on_after_aborted_cells(self):
        ids = [self.s.kc.execute(c) for c in ('panic("x")', "fmt.Println(1)")]
        counts = [self.s.reply(i)["execution_count"] for i in ids]
        after = self.s.reply(self.s.kc.execute("fmt.Println(1)"))["execution_count"]
        self.assertEqual(after, counts[0] + 1)


class Stop(Shared):
    def stop(self, code, after=None, delay=0.0, **options):
        """Runs a cell and one behind it, interrupts, and returns both statuses, the time it took, and what was shown."""
        first = self.s.kc.execute(code, allow_stdin=False, **options)
        second = self.s.kc.execute("fmt.Println(\"ran all the same\")")
        if after:
            self.s.wait_text(first, after)
        time.sleep(delay)
        begin = time.time()
        self.s.km.interrupt_kernel()
        shown = "".join(map(text_of, self.s.output(first)))
        took = time.time() - begin
        return self.s.reply(first)["status"], self.s.reply(second)["status"], took, shown

    def test_build_and_queue(self):
        """A Stop in every stage: before the cell, in goimports, in go build, in the start, in the run."""
        for delay in (0, 0, 0, 0.001, 0.002, 0.005, 0.01, 0.03, 0.08, 0.15, 0.25):
            first, second, took, shown = self.stop(f'fmt.Println({delay})\ntime.Sleep(20 * time.Second)', delay=delay)
            self.assertIn(first, ("error", "aborted"))
            self.assertEqual(second, "aborted")
            self.assertLess(took, 5)
        self.assertEqual(self.s.run("fmt.Println(1)"), ("ok", "1\n"))

    def test_loop_ends_at_once_and_output_is_shown(self):
        first, second, took, shown = self.stop('fmt.Println("go")\nfor i := 0; ; i++ {\n\tif i == 0 {\n\t\tfmt.Print("last words")\n\t}\n}', after="go")
        self.assertEqual((first, second), ("error", "aborted"))
        self.assertIn("interrupted", shown)
        self.assertNotIn("exit status", shown)
        self.assertLess(took, 2)

    def test_loop_behind_fmnist_ends_at_once(self):
        """fmnist lets work that is in flight save; here is none."""
        code = 'import "github.com/gofmnist/gofmnist/fmnist"\n%%\nfmnist.Load()\nfmt.Println("go")\nfor {\n}'
        first, second, took, shown = self.stop(code, after="go\n")
        self.assertEqual((first, second), ("error", "aborted"))
        self.assertIn("interrupted", shown)
        self.assertLess(took, 4)  # 4.5 s is what work gets

    def test_cell_may_save(self):
        code = """c := make(chan os.Signal, 1)
signal.Notify(c, os.Interrupt)
fmt.Println("ready")
<-c
time.Sleep(time.Second)
fmt.Println("saved")"""
        first, second, took, shown = self.stop(code, after="ready")
        self.assertEqual((first, second), ("ok", "aborted"))
        self.assertIn("saved", shown)

    @unittest.skipUnless(LINUX, "needs /proc")
    def test_processes_of_the_cell_end_with_it(self):
        for code in ('exec.Command("sleep", "4711").Run()', '!sleep 4711'):
            self.stop('fmt.Println("go")\n' + code if code[0] != "!" else code, delay=1.5)
            self.assertEqual([c for c in below(self.s.pid).values() if "sleep 4711" in c], [])
        begin = time.time()
        status, shown = self.s.run('cmd := exec.Command("sleep", "4711")\ncmd.Stdout = os.Stdout\nfmt.Println(cmd.Start())')
        self.assertEqual((status, shown), ("ok", "<nil>\n"))
        self.assertLess(time.time() - begin, 30)
        left = {p: c for p, c in below(self.s.pid).items() if "sleep 4711" in c}
        self.assertEqual(gone(list(left)), {})


class Input(Shared):
    SCAN = "var name string\nn, err := fmt.Scanln(&name)\nfmt.Println(n, err, name)"

    def answer(self, code, *lines):
        msg_id = self.s.kc.execute(code, allow_stdin=True)
        prompts = []
        for line in lines:
            msg = self.s.kc.get_stdin_msg(timeout=60)
            self.assertEqual(msg["parent_header"]["msg_id"], msg_id)
            prompts.append(msg["content"]["prompt"])
            self.s.kc.input(line)
        shown = "".join(map(text_of, self.s.output(msg_id)))
        return self.s.reply(msg_id)["status"], shown, prompts

    @unittest.skipUnless(LINUX, "elsewhere a waiting read cannot be seen")
    def test_scan_opens_the_input_box(self):
        self.assertEqual(self.answer(self.SCAN, "gopher"), ("ok", "1 <nil> gopher\n", [""]))
        code = 'sc := bufio.NewScanner(os.Stdin)\nfor range 2 {\n\tsc.Scan()\n\tfmt.Println("got", sc.Text())\n}'
        self.assertEqual(self.answer(code, "a b", "c")[:2], ("ok", "got a b\ngot c\n"))

    def test_end_of_file_and_a_hint(self):
        status, shown = self.s.run(self.SCAN)
        self.assertEqual(status, "ok")
        self.assertIn("0 EOF", shown)
        self.assertIn("Nobody can type here", shown)
        self.assertEqual(self.s.run("fmt.Println(1)"), ("ok", "1\n"))

    def test_fmnist_input(self):
        code = 'import "github.com/gofmnist/gofmnist/fmnist/nb"\n%%\nfmt.Println(nb.Input("Your name: "))'
        self.assertEqual(self.answer(code, "Ada Lovelace"), ("ok", "Ada Lovelace <nil>\n", ["Your name: "]))
        status, shown = self.s.run(code)
        self.assertEqual(status, "ok")
        self.assertIn("nobody can type here", shown)

    def test_interrupted_while_it_waits(self):
        msg_id = self.s.kc.execute(self.SCAN, allow_stdin=True)
        self.s.kc.get_stdin_msg(timeout=60)
        self.s.km.interrupt_kernel()
        self.assertEqual(self.s.reply(msg_id)["status"], "error")
        self.assertEqual(self.s.run("fmt.Println(1)"), ("ok", "1\n"))


class Protocol(Shared):
    def test_is_complete(self):
        for code, status in {
            "for {": "incomplete", "fmt.Println(1)": "complete", "x := 3": "complete", "func f() {": "incomplete",
            "var x = `abc": "incomplete", "fmt.Println(": "incomplete", "a +": "incomplete", "x := := 3": "invalid",
            "if x {\n} else {": "incomplete", "func f() int {\n\treturn 1\n}\nf()": "complete", "": "complete",
            "!ls": "complete", "%%\nfmt.Println(1)": "complete", "type T struct {": "incomplete", ")": "invalid",
        }.items():
            with self.subTest(code):
                self.assertEqual(self.s.reply(self.s.kc.is_complete(code), 5)["status"], status)

    def test_history_and_comms(self):
        self.s.run('fmt.Println("in the/history")')
        last = self.s.reply(self.s.kc.history(hist_access_type="tail", n=1, raw=True))["history"]
        self.assertEqual(last[0][2], 'fmt.Println("in the/history")')
        found = self.s.reply(self.s.kc.history(hist_access_type="search", pattern="*the/hist*", raw=True))["history"]
        self.assertEqual(found, last)
        n = last[0][1]
        ranged = self.s.reply(self.s.kc.history(hist_access_type="range", start=n, stop=n + 1, output=True))["history"]
        self.assertEqual(ranged, [[0, n, ['fmt.Println("in the/history")', None]]])
        self.assertEqual(self.s.reply(self.s.kc.comm_info())["comms"], {})

    def test_language_info(self):
        info = self.s.reply(self.s.kc.kernel_info())["language_info"]
        self.assertEqual((info["pygments_lexer"], info["codemirror_mode"], info["file_extension"]), ("go", "go", ".go"))

    def test_first_tab(self):
        """Right after a start, long before gopls: within JupyterLab's second, and while a cell runs."""
        with Session() as s:
            self.assertEqual(s.run('var Training = 1\nfmt.Println("x")')[0], "ok")
            s.kc.execute("time.Sleep(3 * time.Second)", allow_stdin=False)
            for code, match in ((IMPORT + "kernels.Mod", "Module"), ("Train", "Training"), (IMPORT + "x := kernels.CPU\nx.Disp", "DisplayName")):
                begin = time.time()
                reply = s.reply(s.kc.complete(code), 10)
                self.assertIn(match, reply["matches"])
                self.assertEqual(code[reply["cursor_start"]:reply["cursor_end"]], re.split(r"\W", code)[-1])
                self.assertLess(time.time() - begin, 1)
            reply = s.reply(s.kc.inspect(IMPORT + "kernels.Install"), 10)
            self.assertIn("func Install(", reply["data"]["text/markdown"])
            self.assertIn("kernelspecs", reply["data"]["text/markdown"])


class Output(Shared):
    def test_bounded_and_said(self):
        msg_id = self.s.kc.execute('line := strings.Repeat("x", 99)\nfor range 500_000 {\n\tfmt.Println(line)\n}\nfmt.Println("the end")')
        streams = [m["content"]["text"] for m in self.s.output(msg_id, 120) if m["msg_type"] == "stream"]
        self.assertLess(sum(map(len, streams)), 2_200_000)
        self.assertLess(len(streams), 500)
        self.assertIn("46 MB of output not shown", "".join(streams))
        self.assertTrue(streams[-1].endswith("the end\n"))

    def test_order(self):
        code = 'for i := range 3 {\n\tfmt.Print(i)\n\ttime.Sleep(100 * time.Millisecond)\n\tfmt.Fprint(os.Stderr, "e")\n\ttime.Sleep(100 * time.Millisecond)\n}'
        self.assertEqual(self.s.run(code), ("ok", "0e1e2e"))


@unittest.skipUnless(LINUX, "needs /proc")
class Ends(unittest.TestCase):
    def test_nothing_survives_a_killed_kernel(self):
        for killed in ("cell", "gopls"):
            s = Session()
            if killed == "cell":
                msg_id = s.kc.execute('signal.Ignore(os.Interrupt)\nexec.Command("setsid", "sleep", "4712").Start()\n'
                                      'fmt.Println("go")\ntime.Sleep(time.Hour)')
                s.wait_text(msg_id, "go")
            else:
                s.reply(s.kc.complete("fmt.Pr"))
                end = time.time() + 30
                while time.time() < end and not any("gopls serve" in c for c in below(s.pid).values()):
                    time.sleep(0.1)
            tree = below(s.pid)
            fronts = [p for p in tree if "-guard" in tree[p]]
            words = tree[fronts[0]].split()  # the front's own path may have blanks in it
            folder = words[words.index("-guard") + 1]
            with open(os.path.join(folder, "gonb")) as f:
                temporary = [folder, f.read().strip()]
            self.assertTrue(all(map(os.path.isdir, temporary)), temporary)
            self.assertTrue(any("gonb" in c for c in tree.values()), tree)
            wanted = "sleep 4712" if killed == "cell" else "gopls serve"
            self.assertTrue(any(wanted in c for c in tree.values()), tree)
            os.kill(s.pid, signal.SIGKILL)
            self.assertEqual(gone(list(tree), 15), {})
            s.kc.stop_channels()
            s.km.shutdown_kernel(now=True)
            self.assertEqual([p for p in temporary if os.path.exists(p)], [])
            s.log.close()

    def test_kernel_ends_with_a_killed_server(self):
        """Nobody can end a kernel whose server was killed; a cell that runs may still save."""
        with tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, "saved")
            server = f"""
from session import Session
s = Session()
s.wait_text(s.kc.execute({SAVES.format(name)!r}), "ready")
print("ready", flush=True)
s.km.provisioner.process.wait()"""
            done = subprocess.Popen([sys.executable, "-c", server], stdout=subprocess.PIPE, text=True,
                                    cwd=os.path.dirname(os.path.abspath(__file__)))
            self.addCleanup(done.stdout.close)
            self.addCleanup(done.kill)
            self.assertEqual(done.stdout.readline(), "ready\n")
            tree = below(done.pid)
            self.assertTrue(any("gonb" in c for c in tree.values()), tree)
            done.kill()
            done.wait()
            self.assertEqual(gone(list(tree), 15), {})
            self.assertTrue(os.path.exists(name))

    def test_restart_lets_a_cell_save(self):
        with Session() as s, tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, "saved")
            s.wait_text(s.kc.execute(SAVES.format(name)), "ready")
            tree = below(s.pid)
            s.kc.stop_channels()
            s.km.restart_kernel()
            s.connect()
            self.assertTrue(os.path.exists(name))
            self.assertEqual(gone(list(tree)), {})
            self.assertEqual(s.run("fmt.Println(1)"), ("ok", "1\n"))


class FallsOpen(unittest.TestCase):
    """Without its front, and when that fails, the kernel is plain GoNB."""

    def plain(self, s):
        self.assertEqual(s.run("%%\nfmt.Println(1)"), ("ok", "1\n"))
        self.assertIn("expected declaration", s.run("fmt.Println(1)")[1])  # GoNB's words

    def test_switched_off(self):
        with Session(FMNIST_FRONT="off") as s:
            self.plain(s)

    @unittest.skipUnless(LINUX, "needs /proc")
    def test_front_gives_way(self):
        with Session() as s:
            self.assertEqual(s.run("fmt.Println(1)"), ("ok", "1\n"))
            os.kill(s.pid, signal.SIGUSR1)
            time.sleep(1)
            s.kc.stop_channels()
            s.connect()
            self.plain(s)


def module(name):
    return importlib.util.find_spec(name) is not None


class FrontEnds(unittest.TestCase):
    """The programs that run notebooks without a browser."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "n.ipynb")
        self.folder = folder.name
        self.env = {**os.environ, "HOME": folder.name, "GOCACHE": os.environ["FMNIST_TEST_GOCACHE"],
                    "GOMODCACHE": os.environ["FMNIST_TEST_GOMODCACHE"]}

    def notebook(self, *cells, tags=()):
        nb = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": KERNEL, "display_name": KERNEL, "language": "go"}})
        nb.cells = [nbformat.v4.new_code_cell(c) for c in cells]
        for i in tags:
            nb.cells[i].metadata.tags = ["raises-exception"]
        nbformat.write(nb, self.path)

    def python(self, *args, **options):
        return subprocess.run([sys.executable, *args], cwd=self.folder, env=self.env, capture_output=True, text=True,
                              timeout=240, **options)

    def output(self, path, cell):
        return "".join(o.get("text", "") for o in nbformat.read(path, 4).cells[cell].outputs)

    @unittest.skipUnless(module("nbconvert"), "nbconvert is not installed")
    def test_nbconvert(self):
        self.notebook("fmt.Println(6 * 7)", 'panic("expected")', "fmt.Println(1)", tags=[1])
        out = os.path.join(self.folder, "out.ipynb")
        done = self.python("-m", "nbconvert", "--execute", "--to", "notebook", "--output", out, self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.output(out, 0), self.output(out, 2)), ("42\n", "1\n"))
        done = self.python("-m", "nbconvert", "--to", "html", out, "--output", "page.html")
        with open(os.path.join(self.folder, "page.html")) as f:
            self.assertTrue('<div class="highlight hl-go">' in f.read(), "the page does not colour Go")
        self.notebook('panic("unexpected")')
        done = self.python("-m", "nbconvert", "--execute", "--to", "notebook", "--output", out, self.path)
        self.assertEqual(done.returncode, 1)
        said = ANSI.sub("", done.stderr)
        self.assertTrue("panic: unexpected" in said and "cell [1], line 1" in said, said[-2000:])

    @unittest.skipUnless(module("papermill"), "papermill is not installed")
    def test_papermill(self):
        self.notebook("fmt.Println(6 * 7)")
        out = os.path.join(self.folder, "out.ipynb")
        done = self.python("-m", "papermill", self.path, out)
        self.assertEqual((done.returncode, self.output(out, 0)), (0, "42\n"), done.stderr)
        self.notebook("x := 1\nfmt.Println(x, y)")
        done = self.python("-m", "papermill", self.path, out)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("cell [1], line 2: undefined: y", done.stderr)

    @unittest.skipUnless(module("jupyter_console") and module("pexpect"), "jupyter console is not installed")
    def test_console(self):
        """Several lines in a terminal: the console asks the kernel whether they are complete."""
        import pexpect

        console = pexpect.spawn(sys.executable, ["-m", "jupyter_console", "--kernel", KERNEL], cwd=self.folder, timeout=120,
                                env={**self.env, "TERM": "xterm"}, dimensions=(40, 120), encoding="utf-8")
        self.addCleanup(console.close, force=True)
        console.expect("In ")
        for line in ("for i := range 2 {", 'fmt.Println("row", i*7)', "}"):
            time.sleep(0.5)
            console.send(line)
            time.sleep(0.5)
            console.send("\r")
        console.expect("row 7")
        tree = below(console.pid)
        self.assertTrue(any("gonb" in c for c in tree.values()), tree)
        console.close(force=True)  # as a terminal's window is closed
        self.assertEqual(gone(list(tree), 15), {})


if __name__ == "__main__":
    unittest.main(verbosity=2)
