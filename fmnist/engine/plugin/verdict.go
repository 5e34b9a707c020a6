package plugin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"
)

// Verdict is what came of trying a plugin.
type Verdict struct {
	Broken  string `json:"broken,omitempty"` // why it cannot be loaded or computes wrong numbers, one clause
	Lacks   string `json:"lacks,omitempty"`  // what is missing where it loads: "no visible GPU"
	Kind    string `json:"kind,omitempty"`   // what the plugin calls its platform: "cpu", "cuda"
	Version string `json:"version,omitempty"`
	Devices int    `json:"devices,omitempty"`
}

// Problem is why the plugin cannot be used, as it stands after its name: "is broken: …" or "loads, but there is no
// visible GPU". It is "" where the plugin can be used.
func (v Verdict) Problem() string {
	switch {
	case v.Broken != "":
		return "is broken: " + v.Broken
	case v.Lacks != "":
		return "loads, but there is " + v.Lacks
	}
	return ""
}

// tryVariable asks a program that links this package, with -tags xla, to try a plugin and end: see child.
const tryVariable = "FMNIST_TRY_PLUGIN"

// tryLimit bounds one trial. A CPU plugin of 200 MB needs 0.3 s, CUDA some seconds for each device.
const tryLimit = time.Minute

// Try tells whether a plugin can be used, from trying it in a child process: this program once more, which loads the
// plugin, opens its devices and computes one sum. The verdict is kept by the file's path, size and time and by what
// else it depends on, unless the trial took too long or a device is missing, which may be there next time; fresh asks
// again.
func Try(p Plugin, fresh bool) Verdict {
	if !Linked {
		return Verdict{Broken: "this program was built without XLA"}
	}
	info, err := os.Stat(p.Path)
	if err != nil {
		return Verdict{Broken: "the file cannot be read: " + err.Error()}
	}
	if !info.Mode().IsRegular() {
		return Verdict{Broken: "it is no file"}
	}
	key := fmt.Sprintf("%s|%d|%d|%s|%s|%s", p.Path, info.Size(), info.ModTime().UnixNano(), goXLA(),
		os.Getenv("LD_LIBRARY_PATH"), os.Getenv("CUDA_VISIBLE_DEVICES"))
	kept := verdicts()
	if v, ok := kept[key]; ok && !fresh {
		return v
	}
	v, final := tryInChild(p.Path)
	if final {
		keep(key, v)
	}
	return v
}

// tryInChild also says whether the verdict would be the same next time.
func tryInChild(path string) (v Verdict, final bool) {
	self, err := os.Executable()
	if err != nil {
		return Verdict{Broken: "this program does not find itself to try it in a child process: " + err.Error()}, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), tryLimit)
	defer cancel()
	child := exec.CommandContext(ctx, self)
	child.Env = append(os.Environ(), tryVariable+"="+path)
	child.WaitDelay = time.Second
	var out, notes bytes.Buffer
	child.Stdout, child.Stderr = &out, &notes
	err = child.Run()
	if ctx.Err() != nil {
		return Verdict{Broken: fmt.Sprintf("it could not be tried within %v", tryLimit)}, false
	}
	if json.Unmarshal(lastLine(out.Bytes()), &v) == nil && (v.Kind != "" || v.Problem() != "") {
		return v, v.Lacks == ""
	}
	var ended *exec.ExitError
	if !errors.As(err, &ended) {
		return Verdict{Broken: fmt.Sprintf("trying it in a child process failed: %v", err)}, false
	}
	return Verdict{Broken: "loading it ends the process (" +
		signalOf(notes.String(), ended) + "): the file is cut off or made for another machine"}, true
}

// lastLine is the answer; a plugin may have printed before.
func lastLine(out []byte) []byte {
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	return lines[len(lines)-1]
}

// signalOf names what ended the child; Go prints the signal, if it was in C, on a line of its own.
func signalOf(notes string, ended *exec.ExitError) string {
	for line := range strings.SplitSeq(notes, "\n") {
		if name, _, ok := strings.Cut(line, ":"); ok && strings.HasPrefix(name, "SIG") {
			return name
		}
	}
	return ended.Error()
}

// goXLA is the version of the module that will use the plugin.
func goXLA() string {
	info, _ := debug.ReadBuildInfo()
	if info != nil {
		for _, m := range info.Deps {
			if m.Path == "github.com/gomlx/go-xla" {
				return m.Version
			}
		}
	}
	return ""
}

// verdictsFile keeps verdicts as JSON: key → Verdict.
func verdictsFile() (string, error) {
	dir, err := Folder()
	return filepath.Join(dir, "verdicts.json"), err
}

// verdicts are the kept ones; an unreadable file is as good as none.
func verdicts() map[string]Verdict {
	kept := map[string]Verdict{}
	if path, err := verdictsFile(); err == nil {
		if text, err := os.ReadFile(path); err == nil {
			_ = json.Unmarshal(text, &kept)
		}
	}
	return kept
}

// keep adds a verdict. What cannot be written is found out again next time. Of two processes that write at once one
// wins.
func keep(key string, v Verdict) {
	path, err := verdictsFile()
	if err != nil {
		return
	}
	kept := verdicts()
	if len(kept) > 100 { // of files that have changed many times
		clear(kept)
	}
	kept[key] = v
	if text, err := json.MarshalIndent(kept, "", " "); err == nil {
		_ = writeFile(path, text)
	}
}

// writeFile makes a file whole or not at all.
func writeFile(path string, content ...[]byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	for _, part := range content {
		if _, e := f.Write(part); e != nil {
			err = errors.Join(err, e)
		}
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
