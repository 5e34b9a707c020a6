package cell

import (
	"slices"
	"strings"
	"testing"
)

func TestNew(t *testing.T) {
	for _, c := range []struct{ name, typed, want string }{
		{"empty", "", ""},
		{"declarations", "var x = 1\nfunc f() {}", "var x = 1\nfunc f() {}"},
		{"statements", "x := 1\nf(x)", "%%\nx := 1\nf(x)"},
		{"declarations above", "import \"fmt\"\nvar x = 1\n\nfmt.Println(x)\nvar y = 2",
			"import \"fmt\"\nvar x = 1\n\n%%\nfmt.Println(x)\nvar y = 2"},
		{"func below", "f(1)\nfunc f(n int) {\n}\nf(2)", "func f(n int) {\n}\n%%\nf(1)\n\nf(2)"},
		{"import below", "f()\nimport \"os\"", "import \"os\"\n%%\nf()\n"},
		{"type with method below", "f()\ntype T int\nfunc (t T) M() {}", "type T int\nfunc (t T) M() {}\n%%\nf()\n\n"},
		{"local type", "f()\ntype T int", "%%\nf()\ntype T int"},
		{"called literal", "func() { f() }()", "%%\nfunc() { f() }()"},
		{"one line", "var x = 1; f(x)", "var x = 1; \n%%\nf(x)"},
		{"own main", "var x = 1\n%%\nf(x)", "var x = 1\n%%\nf(x)"},
		{"flags", "%% -n 3\nf()", "%% -n 3\nf()"},
		{"shell above", "!ls \\\n -l\nf()", "!ls \\\n -l\n%%\nf()"},
		{"shell alone", "!ls", "!ls"},
		{"bash", "%%bash\nfor i in 1; do echo; done", "%%bash\nfor i in 1; do echo; done"},
		{"test", "%test\nfunc TestX(t *testing.T) {}", "%test\nfunc TestX(t *testing.T) {}"},
		{"carriage returns", "var x = 1\r\nf(x)\r\n", "var x = 1\n%%\nf(x)\n"},
		{"package", "packages := 3\nf(packages)", "%%\n packages := 3\nf(packages)"},
		{"comment above", "// say it\nf()", "// say it\n%%\nf()"},
		{"blank imports", "import _ \"image/png\"\nf()", strings.Repeat(" ", 20) + "\n%%\nf()"},
		{"blank among others", "import (\n\t_ \"a\"\n\t\"os\"\n)", "import (\n\t     \n\t\"os\"\n)"},
		{"percent in a string", "x := `\n%d`", "x := `\n%d`"},
	} {
		if got := New(c.typed).Code; got != c.want {
			t.Errorf("%s: %q became %q, want %q", c.name, c.typed, got, c.want)
		}
	}
}

func TestLinesAndCursors(t *testing.T) {
	c := New("var é = 1\r\nf(é)\r\nfunc f(n int) {\r\n\tpanic(n)\r\n}\r\nf(2)")
	if want := "var é = 1\nfunc f(n int) {\n\tpanic(n)\n}\n%%\nf(é)\n\nf(2)"; c.Code != want {
		t.Fatalf("%q", c.Code)
	}
	for line, want := range map[int]int{1: 1, 2: 3, 3: 4, 4: 5, 6: 2, 8: 6, 99: 99, 0: 0} {
		if got := c.Line(line); got != want {
			t.Errorf("line %d is %d, want %d", line, got, want)
		}
	}
	typed := []rune(c.typed)
	for at := range typed {
		if typed[at] == '\n' || typed[at] == '\r' {
			continue
		}
		to := c.Cursor(at)
		if got := []rune(c.Code)[to]; got != typed[at] {
			t.Errorf("cursor %d at %q came to %q", at, typed[at], got)
		}
		if back := c.CursorBack(to); back != at {
			t.Errorf("cursor %d came back as %d", at, back)
		}
	}
	if c.Text(4) != "\tpanic(n)" || c.Text(0) != "" || c.Text(77) != "" {
		t.Error("text of a line")
	}
}

func TestBlanks(t *testing.T) {
	c := New("import (\n\t_ \"image/png\"\n\t_ \"image/gif\"\n)\nimport _ \"embed\"")
	if !slices.Equal(c.Blank, []string{"image/png", "image/gif", "embed"}) || strings.TrimSpace(c.Code) != "" {
		t.Errorf("%q, %q", c.Blank, c.Code)
	}
	got := Blanks(map[string]bool{"b": true, "a": true})
	if got != "package main\n\nimport _ \"a\"\nimport _ \"b\"\n" || Blanks(nil) != "" {
		t.Errorf("%q", got)
	}
	if !New("%reset\n").Resets || New("f()").Resets {
		t.Error("%reset")
	}
}

func TestDeclared(t *testing.T) {
	kept, gone := New("var a, b = 1, 2\nconst c = 1\ntype d int\nfunc e() { f := 1 }\nfunc (d) m() {}\ng, _ := 1, 2\nvar h int\nif true { i := 1 }").Declared()
	if !slices.Equal(kept, []string{"a", "b", "c", "d", "e"}) || !slices.Equal(gone, []string{"g", "h"}) {
		t.Errorf("kept %q, gone %q", kept, gone)
	}
	if kept, gone := New("%%bash\nx=1").Declared(); kept != nil || gone != nil {
		t.Error("bash declares nothing")
	}
}

func TestCompleteness(t *testing.T) {
	for code, want := range map[string]string{
		"": "complete", "x := 3": "complete", "for {": "incomplete", "func f() {\n\tg()": "incomplete",
		"f(":           "incomplete",
		"var s = `abc": "incomplete", "/* abc": "incomplete", "a +": "incomplete", "x := := 3": "invalid",
		")":        "invalid",
		"for {{ )": "invalid", "\"abc": "invalid", "type T struct {": "incomplete", "import \"fmt": "invalid",
		"!ls": "complete", "%%bash\nif": "complete", "%%\nfor {": "incomplete", "f()\n%%\ng()": "invalid",
		"func f() int {\n\treturn 1\n}\nf()": "complete", "if x {\n} else {": "incomplete",
		"g()\nfunc f() {": "incomplete",
	} {
		if got, _ := Completeness(code); got != want {
			t.Errorf("%q is %s, want %s", code, got, want)
		}
	}
	if _, indent := Completeness("for {\n\tif x {"); indent != "\t\t" {
		t.Errorf("indent %q", indent)
	}
}

func TestSyntax(t *testing.T) {
	for _, c := range []struct {
		code         string
		line, column int
		message      string
	}{
		{"var x = 1\nf(x\nf(x)", 2, 4, "missing ',' before newline"},
		{"x := := 3", 1, 6, "expected operand"},
		{"f(1)\n%%\ng()", 1, 1, "expected declaration"},
		{"%%\nx := 1 +", 2, 9, "expected"},
		{"var = 3", 1, 5, "expected"},
		{"g()\nfunc f() {\n\treturn )\n}", 3, 9, "expected"},
	} {
		e := New(c.code).Syntax()
		if e == nil || e.Line != c.line || e.Column != c.column || !strings.Contains(e.Message, c.message) {
			t.Errorf("%q: %+v, want %+v", c.code, e, c)
		}
	}
	for _, code := range []string{"", "f()", "var x = 1", "!ls", "%%bash\n)"} {
		if e := New(code).Syntax(); e != nil {
			t.Errorf("%q: %+v", code, e)
		}
	}
}

func TestOldMethods(t *testing.T) {
	cells := map[int]Cell{
		1: New("type T struct{ a int }\nfunc (t *T) Sum() int { return t.a }\nfunc free() {}"),
		2: New("type T struct{ b int }"),
	}
	at := func(lines ...string) []string { return lines }
	if got := cells[2].OldMethods(2, at("# gonb", "Cell[1]: Line 2\nx"), cells); len(got) != 1 ||
		Remove(got) != "%rm T~Sum" || got[0].Cell != 1 {
		t.Errorf("%+v", got)
	}
	for name, trace := range map[string][]string{
		"own error too": at("Cell[1]: Line 2\n", "Cell[2]: Line 1\n"), "a function": at("Cell[1]: Line 3\n"),
		"nothing": nil,
	} {
		if got := cells[2].OldMethods(2, trace, cells); len(got) > 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func FuzzNew(f *testing.F) {
	for _, s := range []string{"x := 1\nfunc f() {}", "%%\nf()", "!ls\nf()", "import _ \"a\"\r\nf()", "a\n`%d",
		"package x\n\x00{", "func (", "f();func g(){};h()"} {
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, code string, at int) {
		c := New(code)
		// Nothing of the user's is lost, but for what moved and blank imports.
		count := func(s string) int { return strings.Count(s, "x") + strings.Count(s, "(") }
		if len(c.Blank) == 0 && count(c.Code) != count(c.Source) {
			t.Errorf("%q became %q", code, c.Code)
		}
		for line := range strings.Count(c.Code, "\n") + 3 {
			if l := c.Line(line); l < 0 || line > 0 && l > max(strings.Count(c.Source, "\n")+1, line) {
				t.Errorf("line %d of %q is %d", line, code, l)
			}
		}
		c.CursorBack(c.Cursor(at))
		c.Offset(at)
		c.Syntax()
		c.Declared()
		Completeness(code)
		n := NewNotebook(NewIndex())
		n.Ran(c)
		n.Completion(c, at)
		n.Inspection(c, at)
	})
}
