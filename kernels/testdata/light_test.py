"""Cells compute in a child process, and what is declared stays; started by protocol_test.go with FMNIST_TEST_CWD set."""
import os
import signal
import tempfile
import threading
import time
import unittest

from front_test import below, gone
from session import Session

PLAN = """import "github.com/gofmnist/gofmnist/fmnist"

var Base = fmnist.Plan{Net: fmnist.Linear, Epochs: 2, Batch: 32, Validation: 0.1, Seed: 1}
"""


class Light(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.TemporaryDirectory()
        self.s = Session(FMNIST_DATA="synthetic:2000,200", FMNIST_HOME=self.home.name)

    def tearDown(self):
        self.s.close()
        self.home.cleanup()

    def ok(self, code, *wanted):
        status, shown = self.s.run(code, displays=True)
        self.assertEqual(status, "ok", shown)
        for w in wanted:
            self.assertIn(w, shown)
        return shown

    def child(self):
        """The process that computes for the running cell."""
        end = time.time() + 60
        while time.time() < end:
            for pid, line in below(self.s.pid).items():
                if "/child/fmnist-" in line and line.rstrip().endswith("execute"):
                    return pid
            time.sleep(0.05)
        self.fail("no child was seen")

    def test_declared_values_stay(self):
        self.assertEqual(self.ok(PLAN + "var run = fmnist.Train(Base)"), "")  # neither works nor prints
        first = self.ok("%%\nfmnist.Show(run.Curves())", "trained 2 epochs")
        self.assertEqual(first.count("test accuracy"), 1)  # said once
        again = self.ok("%%\nfmnist.Show(run.Curves(), run.Confusion())", "from runs/")
        self.assertEqual(again.count("test accuracy"), 1)
        self.assertEqual(self.ok("var again = run"), "")
        # An edited plan is another run at the next use; nothing is stale.
        self.ok("var Base = fmnist.Plan{Net: fmnist.Linear, Epochs: 2, Batch: 32, Validation: 0.1, Seed: 2}")
        self.ok("%%\nfmnist.Show(run)", "trained 2 epochs")
        self.assertEqual(self.ok("%%\nfmnist.Show(run)").count("from runs/"), 1)

    def test_stored_search_is_one_line(self):
        self.ok(PLAN + "var Wide = fmnist.Space{fmnist.Int(\"batch\", 16, 64)}\n"
                "func build(p fmnist.Point) fmnist.Plan { return Base.With(fmnist.Batch(p.Int(\"batch\"))) }\n"
                "var search = fmnist.RandomSearch(Wide, build, 2, 1)")
        self.ok("%%\nfmnist.Show(search.Best().Batch)", "The search, round by round")
        again = self.ok("%%\nfmnist.Show(search.Best().Batch)", "2 of 2 trials (2 from stored runs)")
        self.assertNotIn("round by round", again)

    def test_a_declaration_never_fails(self):
        self.ok(PLAN + "var wrong = fmnist.Train(fmnist.Plan{Net: fmnist.Linear, Epochs: -1})\n"
                "var nobody = fmnist.Find(\"nobody\")\nvar head = fmnist.Transfer(\"vgg17\", fmnist.Dense(10))")
        status, shown = self.s.run("%%\nfmnist.Show(wrong)")
        self.assertEqual(status, "error")
        self.assertIn("epochs is -1", shown)
        status, shown = self.s.run("%%\nfmnist.Train(Base.On(head))")
        self.assertEqual(status, "error")
        self.assertIn("vgg17", shown)

    def test_killed_child_costs_a_sentence(self):
        self.ok(PLAN)
        killer = threading.Thread(target=lambda: (time.sleep(1), os.kill(self.child(), signal.SIGKILL)))
        killer.start()
        status, shown = self.s.run("%%\nfmnist.Train(Base.With(fmnist.Epochs(100000)))", displays=True)
        killer.join()
        self.assertEqual(status, "error", shown)
        self.assertIn("run the cell again to go on", shown)
        self.ok("%%\nfmnist.Train(Base)", "test accuracy")

    def test_interrupted_cell_saves_through_its_child(self):
        self.ok(PLAN)
        seen = []

        def stop():
            seen.append(self.child())
            time.sleep(1)
            self.s.km.interrupt_kernel()

        interrupter = threading.Thread(target=stop)
        interrupter.start()
        status, shown = self.s.run("%%\nfmnist.Train(Base.With(fmnist.Epochs(100000)))", displays=True)
        interrupter.join()
        self.assertNotIn("killed", shown)
        self.assertIn("stopped", shown)
        self.assertEqual(gone(seen), {})

    def test_own_process(self):
        # package local in the cell executes there: no child.
        self.ok(PLAN + 'import _ "github.com/gofmnist/gofmnist/fmnist/local"')
        status, shown = self.s.run("%%\nfmnist.Train(Base.With(fmnist.Seed(5)))")
        self.assertEqual(status, "ok", shown)


if __name__ == "__main__":
    unittest.main(verbosity=2)
