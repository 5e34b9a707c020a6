package engine

import "testing"

func TestDoctor(t *testing.T) {
	facts := map[string]string{}
	for _, f := range Doctor() {
		if f.Name == "" || f.Value == "" {
			t.Errorf("empty fact: %+v", f)
		}
		facts[f.Name] = f.Value
		t.Logf("%-14s %s", f.Name, f.Value)
	}
	for _, name := range []string{"go", "system", "cpu", "simd", "backend", "why", "xla plugins", "cuda device"} {
		if facts[name] == "" {
			t.Errorf("no %q", name)
		}
	}
}
