package kernels

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// launch runs a rendered launch.sh in dir with a stand-in for gonb, and returns the -go_work it was given and the note
// left for the cells.
func launch(t *testing.T, dir, checkout string) (work, note string) {
	t.Helper()
	return launchWith(t, dir, checkout, nil)
}

func launchWith(t *testing.T, dir, checkout string, front []byte) (work, note string) {
	t.Helper()
	bin := t.TempDir()
	write(t, filepath.Join(bin, "gonb"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\nprintf 'note=%s' \"$FMNIST_KERNEL_NOTE\"\n",
		0o755)
	spec := filepath.Join(t.TempDir(), "a kernel") // a space in every path
	files, err := CPU.files(spec, machine{checkout: checkout, path: []string{bin, goBin(t)}, front: front})
	if err != nil {
		t.Fatal(err)
	}
	if err := replaceFolder(spec, files); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/bin/sh", filepath.Join(spec, "launch.sh"), "connection.json")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH=/usr/bin:/bin", "GOWORK=/nowhere/go.work", "PWD="+dir, "GOPROXY=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("launch.sh: %v\n%s", err, out)
	}
	text, note, _ := strings.Cut(string(out), "note=")
	if !strings.HasSuffix(text, "\n--kernel\nconnection.json\n") || !strings.Contains(text, "\n-raw_error\n") {
		t.Errorf("gonb was started with\n%s", text)
	}
	for line := range strings.Lines(text) {
		if w, ok := strings.CutPrefix(line, "-go_work="); ok {
			work = strings.TrimSpace(w)
		}
	}
	return work, note
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// module makes a folder "a module" with this go.mod and a sub-folder notebooks, and returns both.
func module(t *testing.T, gomod string) (root, notebooks string) {
	t.Helper()
	tmp, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	root = filepath.Join(tmp, "a module")
	write(t, filepath.Join(root, "go.mod"), gomod, 0o644)
	notebooks = filepath.Join(root, "notebooks", "deep")
	if err := os.MkdirAll(notebooks, 0o755); err != nil {
		t.Fatal(err)
	}
	return root, notebooks
}

func TestLaunchChoosesTheModule(t *testing.T) {
	ours, deep := module(t, "module "+Module+"\n\ngo 1.21\n")
	theirs, lab := module(t, "module example.com/lab\n\ngo 1.21\n")
	user, exercise := module(t, "module example.com/user\n\ngo 1.21\n\nrequire "+Module+" v0.0.0\n\nreplace "+
		Module+" => "+`"`+ours+`"`+"\n")
	outside := t.TempDir()
	for _, c := range []struct{ name, dir, checkout, want string }{
		{"sub-folder of a checkout", deep, "/nowhere", ours},
		{"outside any module", outside, ours, ours},
		{"another module beside ours", lab, ours, theirs + "," + ours},
		{"a module that requires ours", exercise, ours, user},
	} {
		t.Run(c.name, func(t *testing.T) {
			work, note := launch(t, c.dir, c.checkout)
			if work != c.want || note != "" {
				t.Errorf("-go_work=%s, note %q, want %s", work, note, c.want)
			}
		})
	}
}

// A kernel must start whatever the checkout looks like: GoNB would end without a message.
func TestLaunchSurvivesBrokenCheckouts(t *testing.T) {
	broken, inBroken := module(t, "module "+Module+"\n\nreqire nothing\n")
	newer, inNewer := module(t, "module "+Module+"\n\ngo 9.99\n")
	theirs, lab := module(t, "module example.com/lab\n\ngo 1.21\n")
	t.Setenv("GOTOOLCHAIN", "local")
	for _, c := range []struct{ name, dir, checkout, work, note string }{
		{"syntax error", inBroken, broken, "", "unknown directive: reqire"},
		{"newer Go", inNewer, newer, "", "go >= 9.99"},
		{"checkout gone", t.TempDir(), "/nowhere/gofmnist", "", "/nowhere/gofmnist"},
		{"checkout gone, another module", lab, "/nowhere/gofmnist", theirs, "kernels install"},
	} {
		t.Run(c.name, func(t *testing.T) {
			work, note := launch(t, c.dir, c.checkout)
			if work != c.work || !strings.Contains(note, c.note) || !strings.Contains(note, "restart the kernel") {
				t.Errorf("-go_work=%q, note %q, want %q and %q", work, note, c.work, c.note)
			}
		})
	}
}

// The go in front of the real one swallows GoNB's bare `go get`, and nothing else.
func TestGoScript(t *testing.T) {
	dir := t.TempDir()
	text, err := scripts.ReadFile("spec/bin/go")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "front", "go"), string(text), 0o755)
	write(t, filepath.Join(dir, "real", "go"), "#!/bin/sh\necho real \"$@\"\n", 0o755)
	write(t, filepath.Join(dir, "main.go"), "package main\n\nimport \""+Module+"/fmnist\"\n", 0o644)
	write(t, filepath.Join(dir, "std", "main.go"), "package main\n\nimport \"fmt\"\n", 0o644)
	for _, c := range []struct {
		args, in, note, want string
		fails                bool
	}{
		{args: "get"},
		{args: "get -t"},
		{args: "get example.com/x", want: "real get example.com/x\n"},
		{args: "build -o x", want: "real build -o x\n"},
		{args: "get", note: "go.mod is broken", want: "go.mod is broken\n", fails: true},
		{args: "get", in: "std", note: "go.mod is broken"},
	} {
		cmd := exec.Command(filepath.Join(dir, "front", "go"), strings.Fields(c.args)...)
		cmd.Dir = filepath.Join(dir, c.in)
		cmd.Env = []string{"PATH=" + filepath.Join(dir, "front") + ":" + filepath.Join(dir, "real") + ":/usr/bin:/bin",
			"FMNIST_KERNEL_NOTE=" + c.note}
		out, err := cmd.CombinedOutput()
		if string(out) != c.want || (err != nil) != c.fails {
			t.Errorf("go %s (note %q): %q, %v", c.args, c.note, out, err)
		}
	}
}

// With the front, what GoNB builds is wrapped, and the next build finds the program of the last one.
func TestGoScriptWrapsTheCell(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"go", "cell"} {
		text, err := scripts.ReadFile("spec/bin/" + name)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "spec", name), string(text), 0o755)
	}
	// This go writes a program that says whether an older one lay there, and what it gets.
	write(t, filepath.Join(dir, "real", "go"), `#!/bin/sh
echo "real $*"
[ "$1" = build ] || exit 0
old=none; [ -f "$3" ] && old=old
printf '#!/bin/sh\necho program %s "$@" "$FMNIST_STDIN"; cat; cat <&3\n' $old >"$3"; chmod +x "$3"
`, 0o755)
	front := filepath.Join(dir, "front")
	write(t, filepath.Join(front, "stdin"), "typed\n", 0o644)
	write(t, filepath.Join(front, "blank.go"), "package main\n", 0o644)
	work := filepath.Join(dir, "gonb_1")
	write(t, filepath.Join(work, "main.go"), "package main\n", 0o644)
	program := filepath.Join(work, "gonb_1")
	run := func(name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir = work
		cmd.Env = []string{"PATH=" + filepath.Join(dir, "spec") + ":" + filepath.Join(dir, "real") + ":/usr/bin:/bin",
			"FMNIST_FRONT=" + front,
			"GONB_PIPE=/tmp/a"}
		cmd.Stdin = strings.NewReader("answer\n")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %q: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	goScript := filepath.Join(dir, "spec", "go")
	run(goScript, "mod", "init", "gonb_1")
	if text, _ := os.ReadFile(filepath.Join(front, "gonb")); strings.TrimSpace(string(text)) != work {
		t.Errorf("the temporary folder is said to be %q", text)
	}
	for _, old := range []string{"none", "old"} {
		run(goScript, "build", "-o", program)
		if got, want := run(program, "arg"), "program "+old+" arg 3\ntyped\nanswer\n"; got != want {
			t.Errorf("the cell printed %q, want %q", got, want)
		}
	}
	if text, _ := os.ReadFile(filepath.Join(front, "cell")); !strings.HasSuffix(strings.TrimSpace(string(text)),
		" /tmp/a") {
		t.Errorf("the cell's process is said to be %q", text)
	}
	if _, err := os.Stat(filepath.Join(work, "blank_imports.go")); err != nil {
		t.Error(err)
	}
}

// A front that does not run on this machine leaves the kernel to GoNB.
func TestLaunchWithoutAFrontThatRuns(t *testing.T) {
	ours, deep := module(t, "module "+Module+"\n\ngo 1.21\n")
	for name, front := range map[string]string{"broken": "\x7fELF", "fails": "#!/bin/sh\nexit 3\n"} {
		t.Run(name, func(t *testing.T) {
			if work, _ := launchWith(t, deep, ours, []byte(front)); work != ours {
				t.Errorf("-go_work=%s", work)
			}
		})
	}
}

// goBin is the folder of the go command.
func goBin(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command in PATH")
	}
	return filepath.Dir(path)
}
