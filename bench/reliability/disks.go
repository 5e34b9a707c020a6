package main

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// drawPicture writes a picture that predict takes: a dark shirt of sorts on white.
func drawPicture(path string) error {
	img := image.NewGray(image.Rect(0, 0, 56, 56))
	for y := range 56 {
		for x := range 56 {
			img.SetGray(x, y, color.Gray{Y: 255})
			if x > 14 && x < 42 && y > 8 && y < 48 {
				img.SetGray(x, y, color.Gray{Y: uint8(30 + x)})
			}
		}
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, img), f.Close())
}

// disks trains on disks that are full and on one that may only be read.
func (t *trial) disks() error {
	place := filepath.Join(t.dir, "disk")
	if err := os.Mkdir(place, 0o755); err != nil {
		return err
	}
	train := []string{"train", "-epochs", "3"}
	reference, err := t.home()
	if err != nil {
		return err
	}
	if a := t.do(reference, train...); a.code != 0 {
		return fmt.Errorf("undisturbed, it ends with %d: %s", a.code, a.last())
	}
	want, err := statesOf(storeOf(reference))
	if err != nil {
		return err
	}
	tried, before := 0, len(t.faults)
	for kb := 64; kb <= 8192; kb = kb * 3 / 2 {
		err := onDisk(place, fmt.Sprintf("size=%dk", kb), func() error {
			tried++
			t.checkFull(fmt.Sprintf("a disk of %d kB", kb), place, train, want)
			return nil
		})
		if errors.Is(err, syscall.EPERM) {
			t.row("full disk", 0, 0, "skipped: this user may not mount disks")
			return nil
		}
		if err != nil {
			return err
		}
	}
	t.row("full disk", tried, len(t.faults)-before,
		"disks of 64 kB to 8 MB: a sentence, or the undisturbed run; the same after more room")
	return t.readOnly(place, train, want)
}

// onDisk mounts a small disk in memory.
func onDisk(place, options string, work func() error) error {
	if err := syscall.Mount("tmpfs", place, "tmpfs", 0, options); err != nil {
		return err
	}
	return errors.Join(work(), syscall.Unmount(place, 0))
}

// checkFull trains on a full disk, then gives it room and trains again.
func (t *trial) checkFull(what, home string, train []string, want map[string]state) {
	a := t.do(home, train...)
	if a.hung || a.crashed() || a.code < 0 {
		t.fault("%s: it hung or crashed: %s", what, a.notes)
	}
	if a.code != 0 && !strings.Contains(a.last(), "full") {
		t.fault("%s: exit %d without a word about the disk: %s", what, a.code, a.last())
	}
	if err := syscall.Mount("tmpfs", home, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
		t.fault("%s: %v", what, err)
		return
	}
	t.checkEnd(what+", given room", t.do(home, train...), storeOf(home), want)
}

// readOnly asks a disk that may not be written: what is stored is answered, what is not is refused or computed without
// being kept.
func (t *trial) readOnly(place string, train []string, want map[string]state) error {
	before, tried := len(t.faults), 0
	err := onDisk(place, "size=64m", func() error {
		if a := t.do(place, train...); a.code != 0 {
			return fmt.Errorf("train: exit %d: %s", a.code, a.last())
		}
		if err := syscall.Mount("tmpfs", place, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, "size=64m"); err != nil {
			return err
		}
		for _, c := range []struct {
			args  []string
			works bool
		}{{train, true}, {[]string{"train", "-epochs", "2"}, false}, {[]string{"runs"}, true},
			{[]string{"doctor"}, true},
			{[]string{"train", "-epochs", "4"}, false}, {[]string{"train", "-seed", "9"}, false},
			{[]string{"forget", "lenet5"}, false}} {
			tried++
			a := t.do(place, c.args...)
			if a.hung || a.crashed() || a.code < 0 || c.works != (a.code == 0) && c.works || a.code != 0 &&
				!strings.Contains(a.last(), "FMNIST_HOME") && !strings.Contains(a.last(), "read-only") {
				t.fault("read-only disk, %v: exit %d: %s", c.args, a.code, a.last())
			}
		}
		return nil
	})
	t.row("read-only disk", tried, len(t.faults)-before, "stored answers are given, the rest is refused with a way out")
	return err
}
