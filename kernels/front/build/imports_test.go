package build

import (
	"bytes"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// What Imports leaves of a file imports what goimports' file does.
func TestImports(t *testing.T) {
	const main = "\n\nfunc main() {\n\tflag.Parse()\n\t"
	for name, c := range map[string]struct {
		code string
		done bool
	}{
		"whole":           {"import \"flag\"\nimport \"fmt\"" + main + "fmt.Println(1)\n}\n", true},
		"flag is missing": {"import \"fmt\"" + main + "fmt.Println(1)\n}\n", true},
		"nothing at all":  {"func main() {}\n", true},
		"its own flag":    {"var flag struct{ Parse func() }" + main + "}\n", true},
		"named":           {"import f \"fmt\"" + main + "f.Println(1)\n}\n", true},
		"blank":           {"import _ \"fmt\"" + main + "}\n", true},
		"missing":         {"import \"flag\"" + main + "fmt.Println(1)\n}\n", false},
		"unused":          {"import (\n\t\"fmt\"\n\t\"os\"\n)" + main + "fmt.Println(1)\n}\n", false},
		"hidden by a variable": {"import \"fmt\"" + main +
			"fmt := struct{ Println func(int) }{}\n\tfmt.Println(1)\n}\n", false},
		"a field":        {"import \"os\"" + main + "var a struct{ os struct{ B int } }\n\t_ = a.os.B\n}\n", false},
		"another name":   {"import \"math/rand/v2\"" + main + "_ = rand.Int()\n}\n", false},
		"dot":            {"import . \"fmt\"" + main + "Println(1)\n}\n", false},
		"does not parse": {"import \"fmt\"" + main + "fmt.Println(1\n}\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "main.go")
			write(t, file, "package main\n\n"+c.code)
			if done := Imports(file); done != c.done {
				t.Fatalf("done: %v", done)
			}
			got, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !c.done {
				if !bytes.Equal(got, []byte("package main\n\n"+c.code)) {
					t.Errorf("left behind\n%s", got)
				}
				return
			}
			if _, err := exec.LookPath("goimports"); err != nil {
				t.Skip("no goimports to compare with")
			}
			write(t, file, "package main\n\n"+c.code)
			want, err := exec.Command("goimports", file).Output()
			if err != nil {
				t.Fatal(err)
			}
			if g, w := importsIn(t, got), importsIn(t, want); !slices.Equal(g, w) {
				t.Errorf("imports %q, goimports %q", g, w)
			}
		})
	}
}

func importsIn(t *testing.T, text []byte) (paths []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range f.Imports {
		paths = append(paths, i.Path.Value)
	}
	slices.Sort(paths)
	return paths
}
