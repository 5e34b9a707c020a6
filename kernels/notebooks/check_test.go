package notebooks

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// notebook wraps code cells, each source, outputs and count, into a file whose last cell is a picture.
func notebook(t *testing.T, cells ...[3]string) *Notebook {
	t.Helper()
	var b strings.Builder
	b.WriteString(`{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"markdown","source":"# T\ntext"}`)
	for _, c := range cells {
		b.WriteString(`,{"cell_type":"code","metadata":{},"source":[` + c[0] + `],"outputs":[` + c[1] +
			`],"execution_count":` + c[2] + `}`)
	}
	b.WriteString(`,{"cell_type":"code","metadata":{},"source":"p","outputs":[` + png + `],"execution_count":` +
		strconv.Itoa(len(cells)+1) + `}`)
	n, err := Parse([]byte(b.String() + "]}"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

const png = `{"output_type":"display_data","data":{"image/png":"iVBO","text/plain":["a"," line"]}}`

func TestChecks(t *testing.T) {
	long := `"` + strings.Repeat(`a\n`, MaxLines) + `a"`
	for _, c := range []struct {
		name string
		cell [3]string
		want string // of the joined error; "" wants none
	}{
		{"fine", [3]string{`"%%\n","fmnist.Show(d)"`, png, "1"}, ""},
		{"fine import", [3]string{`"import \"github.com/gofmnist/gofmnist/fmnist\"\n","import \"encoding/json\""`, "", "1"},
			""}, {"long", [3]string{long, "", "1"}, "cell 1 (a) has 15 lines, the limit is 14"},
		{"dependency", [3]string{`"import (\n","\t\"gonum.org/v1/gonum/mat\"\n",")"`, "", "1"},
			"imports gonum.org/v1/gonum/mat"}, {"not run", [3]string{`"x"`, "", "null"}, "cell 1 (x) was not executed"},
		{"out of order", [3]string{`"x"`, "", "3"}, "ran as In [3]"},
		{"error", [3]string{`"x"`, `{"output_type":"error","evalue":"exit status 2","traceback":[]}`, "1"},
			"ended in an error: exit status 2"},
		{"no picture", [3]string{`"fmnist.Show(d)"`, `{"output_type":"stream","text":"42"}`, "1"},
			"shows neither image/png nor a table"},
		{"nothing", [3]string{`"x"`, `{"output_type":"display_data","data":{"text/plain":[""]}}`, "1"},
			"shows an empty line"},
		{"table", [3]string{`"fmnist.Show(d.Audit())"`, `{"output_type":"display_data","data":{"text/markdown":"|a|"}}`, "1"},
			""},
		{"summary", [3]string{`"fmnist.Show(LeNet5.Summary())"`,
			`{"output_type":"display_data","data":{"text/plain":"Layer"}}`, "1"}, ""},
		{"a home", [3]string{`"x"`, `{"output_type":"stream","text":["in ","/home/ann/runs"]}`, "1"},
			"prints /home/ann/runs"},
	} {
		n := notebook(t, c.cell)
		var got strings.Builder
		for _, err := range []error{n.CheckSource(), n.CheckOutputs(), n.CheckCommitted()} {
			if err != nil {
				got.WriteString(err.Error())
			}
		}
		if c.want == "" && got.Len() > 0 || !strings.Contains(got.String(), c.want) {
			t.Errorf("%s: %q, want %q", c.name, got.String(), c.want)
		}
	}
}

func TestCommittedNotebookHasAPicture(t *testing.T) {
	n := notebook(t)
	n.Cells = n.Cells[:1]
	if err := n.CheckCommitted(); err == nil || !strings.Contains(err.Error(), "no picture") {
		t.Error(err)
	}
}

func TestTwinKeepsProseAndCode(t *testing.T) {
	file, err := os.ReadFile("testdata/small.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	n, err := Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	before, _ := Twin(n, nil)
	n.Cells[1].Outputs = []Output{{Type: "stream", Text: "ran"}}
	n.Cells[1].Count = new(int)
	twin, err := Twin(n, nil)
	if err != nil || string(twin) != string(before) {
		t.Fatalf("executing the notebook changes its twin: %v", err)
	}
	clean, err := Parse(twin)
	if err != nil || len(clean.Cells) != len(n.Cells) {
		t.Fatalf("%d cells, %v", len(clean.Cells), err)
	}
	if got := clean.Cells[0].Source; got != n.Cells[0].Source {
		t.Errorf("prose %q", got)
	}
	if clean.Cells[1].Source != n.Cells[1].Source || clean.Cells[1].Count != nil || len(clean.Cells[1].Outputs) != 0 {
		t.Errorf("code cell %+v", clean.Cells[1])
	}
	for _, want := range []string{`"execution_count": null`, `"outputs": []`, `os.Getenv(\"FMNIST_QUICK\") == \"1\" && `,
		`"name": "fmnist-cpu"`} {
		if !strings.Contains(string(twin), want) {
			t.Errorf("the twin lacks %s", want)
		}
	}
}

func TestTwinLeavesAnswersOut(t *testing.T) {
	small := mustRead(t, "testdata/small.ipynb")
	answers := &Notebook{Cells: []Cell{
		{Type: "code", Source: "var Base = 1"},
		{Type: "code", Source: "func f() int {\n\tn := 0\n\t// BEGIN SOLUTION\n\tn = 42\n\t// END SOLUTION\n\treturn n\n}",
			Tags: []string{ExerciseTag}}, {Type: "code", Source: "%%\nif f() != 42 {\n\tpanic(f())\n}",
			Tags: []string{CheckTag}},
	}}
	twin, err := Twin(small, answers)
	if err != nil {
		t.Fatal(err)
	}
	n, err := Parse(twin)
	if err != nil || len(n.Cells) != len(small.Cells)+2 {
		t.Fatalf("%d cells, %v", len(n.Cells), err)
	}
	blank, check := n.Cells[len(n.Cells)-2], n.Cells[len(n.Cells)-1]
	if blank.Source != "func f() int {\n\tn := 0\n\t"+StubText+"\n\treturn n\n}" {
		t.Errorf("the stub is %q", blank.Source)
	}
	if !check.tagged(MayFail) || check.Source != answers.Cells[2].Source {
		t.Errorf("the check is %+v", check)
	}
}

func TestParseRefusesOtherFiles(t *testing.T) {
	for _, file := range []string{"", "[]", `{"nbformat":3}`, `{"nbformat":4,"cells":[{"source":7}]}`} {
		if _, err := Parse([]byte(file)); err == nil {
			t.Errorf("%q was read", file)
		}
	}
}

func FuzzParse(f *testing.F) {
	file, err := os.ReadFile("testdata/small.ipynb")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Add([]byte(`{"nbformat":4,"cells":[{"cell_type":"code","source":["a","b"],"outputs":[{"data":{"image/png":null}}]}]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		n, err := Parse(file)
		if err != nil {
			return
		}
		n.CheckSource()
		n.CheckOutputs()
		n.CheckCommitted()
		twin, err := Twin(n, nil)
		if err != nil {
			t.Skip("metadata that JSON cannot write")
		}
		if _, err := Parse(twin); err != nil {
			t.Errorf("the twin of a readable notebook cannot be read: %v", err)
		}
	})
}
