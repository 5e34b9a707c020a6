package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/gofmnist/gofmnist/kernels"
	"github.com/gofmnist/gofmnist/kernels/jupyter"
)

// lab is JupyterLab in a browser.
type lab struct {
	t    *testing.T
	ctx  context.Context // of the browser's tab
	dir  string          // where the notebooks lie
	base string          // the server's address
}

const token = "test"

// open starts JupyterLab with freshly installed kernels, in a folder of its own with copies of the given notebooks, and
// a browser.
func open(t *testing.T, files ...string) *lab {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: starts JupyterLab and a browser")
	}
	chromium := findChromium(t)
	python, err := jupyter.Find(t.Context(), "jupyterlab")
	if err != nil {
		t.Skip(err)
	}
	prefix := t.TempDir()
	if _, err := kernels.Install(t.Context(), kernels.Options{Prefix: prefix}); err != nil {
		t.Skip(err)
	}
	l := &lab{t: t, dir: t.TempDir()}
	for _, name := range files {
		text, err := os.ReadFile(filepath.Join("..", "..", "notebooks", name))
		if err != nil {
			t.Fatal(err)
		}
		l.file(name, string(text))
	}
	l.serve(python, prefix)
	l.browse(chromium)
	return l
}

func findChromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium in PATH (Debian: apt-get install chromium)")
	return ""
}

func (l *lab) file(name, text string) {
	l.t.Helper()
	if err := os.WriteFile(filepath.Join(l.dir, name), []byte(text), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// serve starts the server and waits until it answers.
func (l *lab) serve(python, prefix string) {
	l.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		l.t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	home := l.t.TempDir()
	cmd := exec.Command(python, "-m", "jupyterlab", "--no-browser", "--allow-root",
		fmt.Sprintf("--ServerApp.port=%d", port),
		"--ServerApp.ip=127.0.0.1", "--IdentityProvider.token="+token, "--ServerApp.root_dir="+l.dir,
		"--LabApp.expose_app_in_browser=True")
	cmd.Env = append(os.Environ(), jupyter.Environ(prefix), "FMNIST_QUICK=1", "FMNIST_DATA=synthetic",
		"GOMLX_BACKEND=go",
		"FMNIST_HOME="+home, // runs of this test alone

		"JUPYTER_CONFIG_DIR="+home, "JUPYTER_RUNTIME_DIR="+home, "JUPYTERLAB_SETTINGS_DIR="+home,
		"JUPYTERLAB_WORKSPACES_DIR="+home)
	log, err := os.Create(filepath.Join(home, "log"))
	if err != nil {
		l.t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // the server shuts its kernels down
		done := make(chan struct{})
		go func() { _ = cmd.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(20 * time.Second):
			_ = cmd.Process.Kill()
		}
	})
	l.base = fmt.Sprintf("http://127.0.0.1:%d", port)
	l.until(time.Minute, "the server answers", func() bool {
		r, err := http.Get(l.base + "/api?token=" + token)
		if err == nil {
			r.Body.Close()
		}
		return err == nil && r.StatusCode == http.StatusOK
	})
}

func (l *lab) browse(chromium string) {
	l.t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox,
		chromedp.WindowSize(1400, 1000))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	l.t.Cleanup(cancel)
	l.ctx, cancel = chromedp.NewContext(ctx)
	l.t.Cleanup(cancel)
	// Without a focused page JupyterLab has no current notebook.
	if err := chromedp.Run(l.ctx, emulation.SetFocusEmulationEnabled(true)); err != nil {
		l.t.Skipf("Chromium does not start here: %v", err)
	}
}

// until waits for a condition.
func (l *lab) until(limit time.Duration, what string, ok func() bool) {
	l.t.Helper()
	for end := time.Now().Add(limit); !ok(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			l.picture("failed")
			l.t.Fatalf("after %v it is not so that %s", limit, what)
		}
	}
}

// picture keeps a screenshot where FMNIST_PICTURES names a folder.
func (l *lab) picture(name string) {
	dir := os.Getenv("FMNIST_PICTURES")
	if dir == "" || l.ctx == nil {
		return
	}
	var png []byte
	if chromedp.Run(l.ctx, chromedp.CaptureScreenshot(&png)) == nil {
		_ = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(l.t.Name(), "/", "-")+"-"+name+".png"), png, 0o644)
	}
}

// js evaluates an expression, awaits it if it is a promise, and reads its value into out; a failing one leaves out
// as it is.
func (l *lab) js(expression string, out any) {
	l.t.Helper()
	var text string
	ctx, cancel := context.WithTimeout(l.ctx, 30*time.Second)
	defer cancel()
	code := `(async () => { try { return JSON.stringify(await (` +
		expression + `)) ?? "null" } catch (e) { return "null" } })()`
	if err := chromedp.Run(ctx, chromedp.Evaluate(code, &text, awaited)); err != nil {
		l.t.Fatalf("%s: %v", expression, err)
	}
	if out != nil {
		if err := json.Unmarshal([]byte(text), out); err != nil {
			l.t.Fatalf("%s: %v", expression, err)
		}
	}
}

// true reports whether an expression holds.
func (l *lab) true(expression string) bool {
	l.t.Helper()
	ok := false
	l.js(expression, &ok)
	return ok
}

// command runs one of JupyterLab's commands without waiting for its end.
func (l *lab) command(name, args string) {
	l.t.Helper()
	l.js(`(jupyterapp.commands.execute("`+name+`", `+args+`), true)`, nil)
}

// notebook opens a notebook and waits for its kernel.
func (l *lab) notebook(name string) {
	l.t.Helper()
	if err := chromedp.Run(l.ctx, chromedp.Navigate(l.base+"/lab/tree/"+name+"?reset&token="+token)); err != nil {
		l.t.Fatal(err)
	}
	l.until(2*time.Minute, name+" is open", func() bool {
		return l.true(`jupyterapp.shell.currentWidget.context.path === "` +
			name + `" && jupyterapp.shell.currentWidget.content.widgets.length > 0`)
	})
	l.idle(time.Minute)
}

const session = `jupyterapp.shell.currentWidget.sessionContext.session`

// idle waits until the kernel has nothing to do.
func (l *lab) idle(limit time.Duration) {
	l.t.Helper()
	l.until(limit, "the kernel is idle", func() bool { return l.true(session + `.kernel.status === "idle"`) })
}

// cell is an expression for a code cell, by its number among all cells.
func cell(i int) string { return fmt.Sprintf(`jupyterapp.shell.currentWidget.content.widgets[%d]`, i) }

// run selects a cell and runs it.
func (l *lab) run(i int) {
	l.t.Helper()
	l.js(fmt.Sprintf(`(jupyterapp.shell.currentWidget.content.activeCellIndex = %d, true)`, i), nil)
	l.command("notebook:run-cell", "{}")
}

// done waits until a cell has been run: its count is set and not a star.
func (l *lab) done(i int, limit time.Duration) {
	l.t.Helper()
	l.until(limit, fmt.Sprintf("cell %d is done", i), func() bool {
		return l.true(cell(i) + `.model.executionState === "idle" && ` + session + `.kernel.status === "idle"`)
	})
}

// output is one output of a cell.
type output struct {
	Type  string         `json:"output_type"`
	Text  any            `json:"text"`
	Value string         `json:"evalue"`
	Trace []string       `json:"traceback"`
	Data  map[string]any `json:"data"`
}

// outputs are those of a cell.
func (l *lab) outputs(i int) (out []output) {
	l.t.Helper()
	l.js(cell(i)+`.model.outputs.toJSON()`, &out)
	return out
}

// text is what a cell shows in words.
func (l *lab) text(i int) string {
	l.t.Helper()
	var b strings.Builder
	for _, o := range l.outputs(i) {
		if o.Text != nil {
			fmt.Fprint(&b, o.Text)
		}
		b.WriteString(o.Value + strings.Join(o.Trace, "\n"))
		if s, ok := o.Data["text/plain"]; ok {
			fmt.Fprintln(&b, s)
		}
	}
	return b.String()
}

// cells makes the text of a notebook of code cells.
func cells(sources ...string) string {
	list := []map[string]any{}
	for i, s := range sources {
		list = append(list, map[string]any{"cell_type": "code", "id": fmt.Sprintf("c%d", i), "source": s,
			"metadata": map[string]any{},
			"outputs":  []any{}, "execution_count": nil})
	}
	text, _ := json.Marshal(map[string]any{"cells": list, "nbformat": 4, "nbformat_minor": 5,
		"metadata": map[string]any{
			"kernelspec": map[string]any{"name": kernels.CPU.Name, "display_name": kernels.CPU.DisplayName,
				"language": "go"}}})
	return string(text)
}
