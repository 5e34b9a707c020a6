package kernels

import (
	"os/exec"
	"strings"
	"testing"
)

func TestWarm(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: compiles the facade")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command in PATH")
	}
	var log strings.Builder
	if err := Warm(t.Context(), "", &log, CPU); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), CPU.DisplayName) || strings.Contains(log.String(), CUDA.DisplayName) {
		t.Errorf("log %q", log.String())
	}
}

func TestWarmNamesWhatDoesNotBuild(t *testing.T) {
	root, _ := module(t, "module "+Module+"\n\ngo 1.21\n") // a checkout without the package fmnist
	t.Setenv("GOPROXY", "off")
	err := Warm(t.Context(), root, nil, CPU)
	if err == nil || !strings.Contains(err.Error(), "does not build in "+root) {
		t.Error(err)
	}
}
