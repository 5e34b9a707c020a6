"""What a notebook may expect of the kernel fmnist-cpu; started by protocol_test.go with FMNIST_TEST_CWD set."""
import os
import tempfile
import unittest

from session import CWD, KERNEL, Session

try:
    import jupyter_kernel_test
except ImportError:
    jupyter_kernel_test = None

IMPORT = 'import "github.com/gofmnist/gofmnist/kernels"\n%%\n'


if jupyter_kernel_test:
    jupyter_kernel_test.TIMEOUT = 120  # a busy machine needs more than its 15 s

    class Protocol(jupyter_kernel_test.KernelTests):
        kernel_name = KERNEL
        language_name = "go"
        file_extension = ".go"
        code_hello_world = '%%\nfmt.Println("hello, world")'
        code_stderr = '%%\nfmt.Fprintln(os.Stderr, "oops")'
        code_display_data = [
            {
                "code": 'import "github.com/janpfeifer/gonb/gonbui"\n%%\ngonbui.DisplayPNG([]byte{1})\ngonbui.Sync()',
                "mime": "image/png",
            }
        ]
        completion_samples = [
            {"text": IMPORT + "kernels.Modu", "matches": {"Module"}},
        ]
        code_inspect_sample = IMPORT + "kernels.Module"

        code_generate_error = 'panic("oops")'
        complete_code_samples = ["fmt.Println(1)", "x := 3", "func f() int {\n\treturn 1\n}"]
        incomplete_code_samples = ["for {", "func f() {", "fmt.Println("]
        invalid_code_samples = ["x := := 3", ")"]
        code_execute_result = [{"code": c} for c in ("fmt.Println(1)", "x := 3\n_ = x")]  # for test_history
        code_history_pattern = "*Println(1)"
        supported_history_operations = ("tail", "range", "search")

        def test_execute_result(self):
            self.skipTest("a Go cell has no value")

        def setUp(self):
            """GoNB gives gopls 8 s for an answer; on a busy machine the first one comes too late."""
            if self._testMethodName in ("test_completion", "test_inspect"):
                for _ in range(20):
                    self.kc.complete(IMPORT + "kernels.Modu")
                    reply = self.kc.get_shell_msg(timeout=120)["content"]
                    if reply["status"] == "ok" and reply["matches"]:
                        break

        def execute_helper(self, code, timeout=120, **_):
            """The original waits 0.1 s for each message, too little on a busy machine."""
            shown = []
            reply = self.kc.execute_interactive(code, timeout=timeout, output_hook=shown.append)
            jupyter_kernel_test.validate_message(reply, "execute_reply", reply["parent_header"]["msg_id"])
            for msg in shown:
                jupyter_kernel_test.validate_message(msg, msg["msg_type"], reply["parent_header"]["msg_id"])
            return reply, [m for m in shown if m["msg_type"] not in ("status", "execute_input")]


class Cells(unittest.TestCase):
    def test_first_cell_imports_the_module(self):
        with Session() as s:
            self.assertEqual(s.run(IMPORT + "fmt.Println(kernels.Module)"), ("ok", "github.com/gofmnist/gofmnist\n"))

    def test_notebook_outside_any_checkout(self):
        with tempfile.TemporaryDirectory() as folder, Session(cwd=folder) as s:
            self.assertEqual(s.run(IMPORT + "fmt.Println(kernels.Module)"), ("ok", "github.com/gofmnist/gofmnist\n"))

    def test_desktop_start(self):
        """A Jupyter started from a menu has a bare PATH."""
        with Session(PATH="/usr/bin:/bin") as s:
            self.assertEqual(s.run(IMPORT + "fmt.Println(kernels.Module)")[0], "ok")

    def test_broken_checkout(self):
        """The kernel lives, plain cells run, and the cell that needs the module says what to repair."""
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "go.mod"), "w") as f:
                f.write("module github.com/gofmnist/gofmnist\n\nreqire nothing\n")
            with Session(cwd=folder) as s:
                self.assertEqual(s.run("%%\nfmt.Println(1)"), ("ok", "1\n"))
                status, shown = s.run(IMPORT + "fmt.Println(kernels.Module)")
                self.assertEqual(status, "error")
                self.assertIn("unknown directive: reqire", shown)
                self.assertIn("restart the kernel", shown)

    def test_compile_error_is_text_with_its_line(self):
        with Session() as s:
            status, shown = s.run('import "fmt"\n%%\nfmt.Printn("b")')
            self.assertEqual(status, "error")
            self.assertIn("undefined: fmt.Printn", shown)
            self.assertIn("cell [1], line 3", shown)
            self.assertNotIn("<div", shown)

    def test_missing_module_is_named_without_a_network(self):
        with Session() as s:
            status, shown = s.run('import "example.com/nowhere"\n%%\nnowhere.Go()')
            self.assertEqual(status, "error")
            self.assertIn("no required module provides package example.com/nowhere", shown)

    def test_no_log_noise(self):
        with Session() as s:
            s.run(IMPORT + "fmt.Println(kernels.Module)")
            s.run("%%\nundefined()")
            s.log.seek(0)
            self.assertEqual(s.log.read(), "")

    def test_interrupt_lets_a_cell_save(self):
        code = """%%
stop := make(chan os.Signal, 1)
signal.Notify(stop, os.Interrupt)
fmt.Println("ready")
<-stop
fmt.Println("saved")"""
        self.interrupt(code, "ok", "ready\nsaved\n")

    def test_interrupt_ends_a_loop(self):
        self.interrupt('%%\nfmt.Println("ready")\nfor {\n}', "error", "ready\ninterrupted")

    def interrupt(self, code, status, shown):
        with Session() as s:

            def hook(text):
                if "ready" in text:
                    s.km.interrupt_kernel()

            got = s.run(code, hook)
            self.assertEqual(got[0], status)
            self.assertTrue(got[1].startswith(shown), got[1])
            self.assertEqual(s.run("%%\nfmt.Println(2)"), ("ok", "2\n"))

    def test_restart_forgets_declarations(self):
        with Session() as s:
            self.assertEqual(s.run('var answer = 42\n%%\nfmt.Println(answer)'), ("ok", "42\n"))
            self.assertEqual(s.run("%%\nfmt.Println(answer)"), ("ok", "42\n"))
            s.kc.stop_channels()
            s.km.restart_kernel()
            s.connect()
            status, shown = s.run("%%\nfmt.Println(answer)")
            self.assertEqual(status, "error")
            self.assertIn("undefined: answer", shown)
            self.assertEqual(s.run(IMPORT + "fmt.Println(kernels.Module)")[0], "ok")


if __name__ == "__main__":
    unittest.main(verbosity=2)
