package cell

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

type fakeNames struct{}

func (fakeNames) Scope() []string      { return []string{"Base", "run", "fmt"} }
func (fakeNames) Used(string) []string { return []string{"Train", "LeNe5"} }
func (fakeNames) Exports(p string) []string {
	if p == "fmnist" || p == "fmt" {
		return []string{"LeNet5", "Train", "Println"}
	}
	return nil
}
func (fakeNames) Members(t string) []string { return []string{"Curves", "Confusion", "Epochs"} }
func (fakeNames) Gone(name string) int {
	if name == "acc" {
		return 2
	}
	return 0
}

func TestCompileError(t *testing.T) {
	place := func(cell, line int) (int, string) { return line - 1, "run.Curvs()" }
	trace := []string{"# gonb_1", "Cell[4]: Line 3\n\trun.Curvs()\n\t    ^\n\x1b[31mmsg\x1b[0m"}
	value := "# gonb_1\n./main.go:12:6: run.Curvs undefined (type *fmnist.Run has no field or method Curvs)\n\nexit status 1"
	e, ok := CompileError(value, trace, place, fakeNames{})
	if !ok || e.Name != "compile error" {
		t.Fatalf("%+v", e)
	}
	if want := "cell [4], line 2: run.Curvs undefined (type *fmnist.Run has no field or method Curvs) (Curvs: did you mean Curves?)"; e.Value != want {
		t.Errorf("%s", e.Value)
	}
	if got := strings.Join(e.Trace, "\n"); !strings.Contains(got, "    run.Curvs()\n        ^") ||
		strings.Contains(got, "gonb_") {
		t.Errorf("%q", got)
	}
	if _, ok := CompileError("exit status 1\n# x", nil, place, fakeNames{}); ok {
		t.Error("an error was made of nothing")
	}
}

func TestAdvice(t *testing.T) {
	for message, want := range map[string]string{
		"undefined: Bsae":          "Bsae: did you mean Base?",
		"undefined: fmnist.Lenet5": "Lenet5: did you mean LeNet5?",
		"undefined: fmnist.Xyzzy":  "",
		"undefined: fmnist":        "LeNe5: did you mean LeNet5?",
		"undefined: acc":           "",
		"run.curves undefined (type *fmnist.Run has no field or method curves, but does have method Curves)": "curves: did you mean Curves?",

		"unknown field Epoch in struct literal of type fmnist.Plan": "Epoch: did you mean Epochs?",
		"name println not exported by package fmt":                  "println: did you mean Println?",
		"undefined: fmnist.MeanPool":                                "MeanPool is now AvgPool",
		"undefined: MeanPool":                                       "",
		"something else":                                            "",
	} {
		if got := advise(message, fakeNames{}); got != want {
			t.Errorf("%s: %q, want %q", message, got, want)
		}
	}
	if h := hintFor("undefined: acc", fakeNames{}); !strings.Contains(h, "cell [2]") ||
		!strings.Contains(h, "var acc = ") {
		t.Errorf("%q", h)
	}
}

func TestRenamed(t *testing.T) {
	got := readRenamed("# a comment\nOld\tNew\nA\tB\ta note\n\nbroken\n")
	if len(got) != 2 || got["Old"] != "Old is now New" || got["A"] != "A is now B (a note)" {
		t.Errorf("%v", got)
	}
	if len(renamed) < 10 {
		t.Errorf("%d names in renamed.tsv", len(renamed))
	}
}

func TestNearest(t *testing.T) {
	names := []string{"Curves", "Confusion", "Report", "ID", ""}
	for word, want := range map[string]string{
		"Curvs": "Curves", "curves": "Curves", "Cruves": "Curves", "Confussion": "Confusion", "Xxxxxx": "",
		"Id": "ID", "": "",
	} {
		if got := nearest(word, names); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "abc", 3}, {"abc", "acb", 1}, {"kitten", "sitting", 3}, {"é", "e", 1}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance of %s and %s is %d", c.a, c.b, got)
		}
	}
}

func TestPanicError(t *testing.T) {
	trace := "panic: boom\n\tand more\n\ngoroutine 1 [running]:\nmain.f(0x1)\n\t \x1b[7m[[ Cell [2] Line 3 ]]\x1b[0m /tmp/gonb_1/main.go:9 +0x1d\n" +
		"main.main()\n\t \x1b[7m[[ Cell [5] Line 1 ]]\x1b[0m /tmp/gonb_1/main.go:20 +0x1d\nexit status 2\n"
	e := PanicError(MapLines(trace, func(cell, line int) (int, string) { return line * 10, "" }))
	if e.Name != "panic" || e.Value != "panic: boom \tand more (cell [2], line 30)" {
		t.Errorf("%q", e.Value)
	}
	if want := []string{red + "panic: boom\n\tand more" + plain, "    cell [2], line 30, in f",
		"    cell [5], line 10, in the cell's statements"}; !slices.Equal(e.Trace, want) {
		t.Errorf("%q", e.Trace)
	}
	before, rest := SplitPanic("a line\npanic: x")
	if before != "a line\n" || rest != "panic: x" {
		t.Errorf("%q, %q", before, rest)
	}
	if e := PanicError("fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1:\nx()"); len(e.Trace) != 2 {
		t.Errorf("%q", e.Trace)
	}
}

func TestMarkPlaces(t *testing.T) {
	file := []string{"package main", "", "func f() {", "\tpanic(1)", "}", "", "func main() {", "\tg(3)", "\tx[0] = 1",
		"\tf()", "\tx[0] = 1", "}"}
	read := func(path string) []string {
		if path != "/tmp/gonb_1/main.go" {
			return nil
		}
		return file
	}
	cells := map[int]Cell{2: New("func f() {\n    panic(1)\n}"), 5: New("%%\ng(3)\nx[0] = 1\nf()\nx[0] = 1")}
	for _, c := range []struct{ trace, want string }{
		{"\t/tmp/gonb_1/main.go:4 +0x1d\n", "\t [[ Cell [2] Line 2 ]] /tmp/gonb_1/main.go:4 +0x1d\n"}, // no mark of GoNB's
		{"\t \x1b[7m[[ Cell [2] Line 1 ]]\x1b[0m /tmp/gonb_1/main.go:11", // a wrong one
			"\t [[ Cell [5] Line 5 ]] /tmp/gonb_1/main.go:11"},
		{"\t/tmp/gonb_1/main.go:9", "\t [[ Cell [5] Line 3 ]] /tmp/gonb_1/main.go:9"},
		{" [[ Cell [9] Line 9 ]] /tmp/gonb_1/main.go:1", " [[ Cell [9] Line 9 ]] /tmp/gonb_1/main.go:1"}, // in no cell
		{"/tmp/gonb_2/main.go:4", "/tmp/gonb_2/main.go:4"},
		{"/tmp/gonb_1/main.go:99999999999999999999", "/tmp/gonb_1/main.go:99999999999999999999"},
	} {
		if got := MarkPlaces(c.trace, read, cells); got != c.want {
			t.Errorf("%q: got %q, want %q", c.trace, got, c.want)
		}
	}
}

func TestExitError(t *testing.T) {
	e, ok := ExitError("exit status 1", "first\n\x1b[31mfmnist: no data\x1b[0m\n\nexit status 1\n")
	if !ok || e.Value != "fmnist: no data" {
		t.Errorf("%+v", e)
	}
	for _, c := range [][2]string{{"exit status 1", ""}, {"./main.go:1:1: x", "words"}} {
		if _, ok := ExitError(c[0], c[1]); ok {
			t.Errorf("%q", c)
		}
	}
}

func ExampleSyntaxError() {
	c := New("var x = 1\nf(x")
	e := SyntaxError(3, c, *c.Syntax())
	fmt.Println(escapes.ReplaceAllString(strings.Join(e.Trace, "\n"), ""))
	// Output:
	// cell [3], line 2: missing ',' before newline in argument list
	//     f(x
	//        ^
}
