package home

import (
	"path/filepath"
	"testing"
)

func TestDir(t *testing.T) {
	user := t.TempDir()
	t.Setenv("HOME", user)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(user, "cache"))
	here := t.TempDir()
	t.Chdir(here)
	for set, want := range map[string]string{
		"":         filepath.Join(user, "cache", "gofmnist"),
		"~":        user,
		"~/x":      filepath.Join(user, "x"),
		"/a/b":     "/a/b",
		"relative": filepath.Join(here, "relative"),
		"a~b":      filepath.Join(here, "a~b"),
	} {
		t.Setenv(Env, set)
		if got, err := Dir(); got != want || err != nil {
			t.Errorf("%s=%s: %s (%v), want %s", Env, set, got, err, want)
		}
	}
	t.Setenv(Env, "~somebody/x")
	if dir, err := Dir(); err == nil {
		t.Errorf("another user's home: %s", dir)
	}
	t.Setenv("HOME", "")
	t.Setenv(Env, "~/x")
	if dir, err := Dir(); err == nil {
		t.Errorf("without a home: %s", dir)
	}
}
