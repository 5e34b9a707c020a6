package main

import (
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	text := `{"config":{}} {"osv":{"id":"GO-1","summary":"first"}} {"osv":{"id":"GO-2","summary":"second"}} {"osv":{"id":"GO-3","summary":"not here"}}
{"finding":{"osv":"GO-1","fixed_version":"v1.2.0","trace":[{"module":"example.org/m","version":"v1.0.0"}]}}
{"finding":{"osv":"GO-1","fixed_version":"v1.2.0","trace":[{"module":"example.org/m","version":"v1.0.0","package":"example.org/m/p","function":"F"}]}}
{"finding":{"osv":"GO-2","fixed_version":"v2.0.0","trace":[{"module":"example.org/n","version":"v1.0.0","package":"example.org/n/q"}]}}`
	table, err := tableOf([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"GO-1): first | example.org/m/p v1.0.0 | v1.2.0 | called |",
		"GO-2): second | example.org/n/q v1.0.0 | v2.0.0 | package is imported"} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
	if strings.Contains(table, "GO-3") {
		t.Errorf("a record without a finding is listed:\n%s", table)
	}
	if table, err := tableOf([]byte(`{"config":{}}`)); err != nil || table != "Nothing was found.\n" {
		t.Errorf("%q, %v", table, err)
	}
	if _, err := tableOf([]byte(`{"finding":`)); err == nil {
		t.Error("half an answer passes")
	}
}
