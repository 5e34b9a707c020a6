package build

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A cell is built by the go command with Tool, then by Cell alone, then not at all; and by the go command after an
// edit.
func TestCell(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: builds programs")
	}
	dir, lib := cellFolder(t, usesLib)
	front, out := t.TempDir(), filepath.Join(dir, "gonb_1")
	expect := func(status int, prints string) {
		t.Helper()
		if got := Cell(front, out); got != status {
			t.Fatalf("status %d, want %d", got, status)
		}
		if status == Record {
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("go", "build", "-toolexec='"+self+"' -test.run=TestMain", "-o", out+".bin")
			cmd.Env = append(os.Environ(), "FMNIST_TEST_TOOL="+front)
			if text, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if err := os.Rename(in(front).nextSum(), in(front).sum()); err != nil {
				t.Fatal(err)
			}
		}
		if text, _ := exec.Command(out + ".bin").CombinedOutput(); string(text) != prints {
			t.Fatalf("the program prints %q, want %q", text, prints)
		}
	}
	time.Sleep(2 * slack)
	expect(Record, "1")
	expect(Built, "1")
	write(t, "main.go", strings.Replace(usesLib, "lib.N()", "7, lib.N()", 1))
	expect(Built, "71")
	write(t, filepath.Join(lib, "lib.go"), "package lib\n\nfunc N() int { return 2 }\n")
	time.Sleep(2 * slack)
	expect(Record, "72")
	write(t, "main.go", usesLib)
	expect(Built, "2")
	if err := os.Remove(out + ".bin"); err != nil {
		t.Fatal(err)
	}
	expect(Built, "2")
	write(t, "main.go", strings.Replace(usesLib, "lib.N()", "nobody", 1))
	if got := Cell(front, out); got != Record {
		t.Errorf("status %d for what does not compile", got)
	}
	write(t, "main.go", usesLib)
	expect(Built, "2")
}

// TestMain lets the test's program stand before the go command's tools, as the front does.
func TestMain(m *testing.M) {
	front := os.Getenv("FMNIST_TEST_TOOL")
	if front == "" {
		os.Exit(m.Run())
	}
	args := os.Args[2:]
	if !strings.HasPrefix(args[1], "-V") {
		if err := Tool(front, args); err != nil {
			println(err.Error())
			os.Exit(1)
		}
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if cmd.Run() != nil {
		os.Exit(1)
	}
}
