"""Cells are built without the go command where nothing has changed, and never show anything but the sources as they
are; started by protocol_test.go with FMNIST_TEST_CWD set."""
import glob
import os
import shutil
import tempfile
import time
import unittest

from session import CWD, Session

ROOT = os.path.dirname(os.path.dirname(CWD))  # CWD is kernels/testdata
IMPORT = 'import "github.com/gofmnist/gofmnist/fmnist/home"\n'


class Built(unittest.TestCase):
    """A kernel with a folder for temporary files of its own, which shows how its cells were built."""

    def start(self, cwd=CWD, **env):
        self.temporary = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.temporary, True)
        self.s = Session(cwd=cwd, TMPDIR=self.temporary, FMNIST_DATA="synthetic:2000,200", **env)
        self.addCleanup(self.s.close)
        self.objects = {}

    def planned(self):
        """Whether cells were compiled without the go command since the last call."""
        before = self.objects
        found = glob.glob(os.path.join(self.temporary, "fmnist-front-*", "build", "*", "_pkg_.a"))
        self.objects = {f: os.stat(f).st_mtime_ns for f in found}
        return bool(self.objects.items() - before.items())

    def shows(self, code, shown, planned):
        self.assertEqual(self.s.run(code), ("ok", shown))
        self.assertEqual(self.planned(), planned, code)


class Sources(Built):
    def setUp(self):
        self.checkout = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.checkout, True)
        for part in ("go.mod", "go.sum"):
            shutil.copy(os.path.join(ROOT, part), self.checkout)
        for part in ("fmnist", "cmd", "kernels"):
            shutil.copytree(os.path.join(ROOT, part), os.path.join(self.checkout, part),
                            ignore=shutil.ignore_patterns("testdata", "*_test.go"))

    def write(self, name, text):
        with open(os.path.join(self.checkout, name), "w") as f:
            f.write("package " + os.path.basename(os.path.dirname(name)) + "\n\n" + text + "\n")
        time.sleep(0.1)  # a build that begins with an edit keeps no plan

    def test_edited_package(self):
        self.write("fmnist/home/edited.go", "func Edited() int { return 1 }")
        self.start(self.checkout)
        show = IMPORT + "%%\nfmt.Println(home.Edited(), {})"
        self.shows(show.format(1), "1 1\n", False)
        self.shows(show.format(2), "1 2\n", True)
        # One line is another one, of the same length and with the same time of modification.
        path = os.path.join(self.checkout, "fmnist", "home", "edited.go")
        times = os.stat(path)
        self.write("fmnist/home/edited.go", "func Edited() int { return 2 }")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        time.sleep(0.1)
        self.shows(show.format(2), "2 2\n", False)
        self.shows(show.format(2), "2 2\n", False)  # the program is there already
        self.shows(show.format(3), "2 3\n", True)
        # A file is added, and removed.
        self.write("fmnist/home/added.go", "import `os`\n\nfunc init() { os.Stdout.WriteString(`added `) }")
        self.shows(show.format(4), "added 2 4\n", False)
        self.shows(show.format(5), "added 2 5\n", True)
        os.remove(os.path.join(self.checkout, "fmnist", "home", "added.go"))
        self.shows(show.format(5), "2 5\n", False)
        # What does not compile is said, and then mended.
        self.write("fmnist/home/edited.go", "func Edited() string { return 3 }")
        status, shown = self.s.run(show.format(5))
        self.assertEqual(status, "error")
        self.assertIn("cannot use 3", shown)
        self.write("fmnist/home/edited.go", "func Edited() int { return 3 }")
        self.shows(show.format(5), "3 5\n", False)
        # A go.mod that cannot be read is not overlooked.
        mod = os.path.join(self.checkout, "go.mod")
        shutil.copy(mod, mod + ".good")
        with open(mod, "a") as f:
            f.write("nonsense\n")
        status, shown = self.s.run(show.format(6))
        self.assertEqual(status, "error")
        self.assertIn("nonsense", shown)
        shutil.move(mod + ".good", mod)
        self.shows(show.format(6), "3 6\n", False)

    def test_edited_child(self):
        home = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, home, True)
        self.start(self.checkout, FMNIST_HOME=home)
        train = ('import "github.com/gofmnist/gofmnist/fmnist"\nvar Base = fmnist.Plan{Net: fmnist.Linear, Epochs: 1, '
                 'Batch: 32, Validation: 0.1, Seed: 1}\n%%\nfmnist.Train(Base.With(fmnist.Seed({})))')
        seen = os.path.join(home, "seen")
        for seed in (1, 2):
            status, shown = self.s.run(train.replace("{}", str(seed)))
            self.assertEqual(status, "ok", shown)
        self.assertTrue(self.planned())
        self.assertFalse(os.path.exists(seen))
        # The child links package engine, and no cell does.
        self.write("fmnist/engine/edited.go", 'import "os"\n\n'
                   f'func init() {{ _ = os.WriteFile({seen!r}, nil, 0o600) }}'.replace("'", '"'))
        status, shown = self.s.run(train.replace("{}", "3"))
        self.assertEqual(status, "ok", shown)
        self.assertTrue(os.path.exists(seen), shown)


class Cells(Built):
    def test_imports_change(self):
        self.start()
        self.shows("fmt.Println(1)", "1\n", False)
        self.shows("fmt.Println(2)", "2\n", True)
        self.shows('fmt.Println(strings.ToUpper("a"))', "A\n", False)
        self.shows('fmt.Println(strings.ToUpper("b"))', "B\n", True)
        self.shows("fmt.Println(3)", "3\n", True)
        self.shows('import f "fmt"\n%%\nf.Println(4)', "4\n", True)
        self.shows('import _ "image/png"\n%%\nfmt.Println(5)', "5\n", False)
        self.shows("fmt.Println(6)", "6\n", True)

    def test_errors_are_the_go_commands(self):
        self.start()
        self.shows("fmt.Println(1)", "1\n", False)
        self.shows("fmt.Println(1)", "1\n", False)  # an identical cell is not even compiled
        for code, wanted in (("fmt.Println(nobody)", "cell [3], line 1: undefined: nobody"),
                             ("fmt.Println(1 +)", "line 1"),
                             ('var n int = "x"\n%%\nfmt.Println(n)', 'cannot use "x"')):
            status, shown = self.s.run(code)
            self.assertEqual(status, "error", shown)
            self.assertIn(wanted, shown)
        self.planned()
        self.shows("fmt.Println(2)", "2\n", True)
        for value in range(5):  # GoNB overlooks a line of the trace now and then, where it comes in two pieces
            status, shown = self.s.run(f"a := []int{{}}\n_ = {value}\nfmt.Println(a[3])")
            self.assertEqual(status, "error")
            self.assertIn("index out of range [3] with length 0", shown)
            if "(cell [" in shown.splitlines()[0]:
                break
        self.assertTrue(self.planned())
        self.assertRegex(shown.splitlines()[0], r"\(cell \[\d+\], line 3\)$")
        self.assertEqual(self.s.run("func TestOne(t *testing.T) { fmt.Println(7) }\n%test")[0], "ok")
        self.shows("fmt.Println(2)", "2\n", False)  # the test's function, and with it an import, is part of the cell
        self.shows("fmt.Println(3)", "3\n", True)

    def test_environment_and_flags(self):
        self.start()
        self.shows("fmt.Println(1)", "1\n", False)
        self.shows("fmt.Println(2)", "2\n", True)
        self.shows("%env ANYTHING new\n%%\nfmt.Println(3)", 'Set: ANYTHING="new"\n3\n', False)
        self.shows("fmt.Println(4)", "4\n", True)
        self.shows("%goflags -race=false\n%%\nfmt.Println(5)", "%goflags=[\"-race=false\"]\n5\n", False)

    def test_cleaned_build_cache(self):
        cache = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, cache, True)
        self.start(GOCACHE=cache)
        self.shows("println(1)", "1\n", False)
        self.shows("println(2)", "2\n", True)
        for name in os.listdir(cache):
            shutil.rmtree(os.path.join(cache, name)) if len(name) == 2 else None
        self.shows("println(2)", "2\n", False)
        self.shows("println(3)", "3\n", True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
