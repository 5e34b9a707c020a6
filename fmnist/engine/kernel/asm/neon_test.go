package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestEncodings compares with what the GNU assembler (binutils 2.40) makes of the same mnemonics.
func TestEncodings(t *testing.T) {
	for _, c := range []struct {
		write func(f *file)
		want  string
	}{
		{func(f *file) { f.word("fadd", 0, 1, 2) }, "4e22d420 fadd v0.4s, v1.4s, v2.4s"},
		{func(f *file) { f.word("fsub", 31, 30, 29) }, "4ebdd7df fsub v31.4s, v30.4s, v29.4s"},
		{func(f *file) { f.word("fmul", 7, 8, 9) }, "6e29dd07 fmul v7.4s, v8.4s, v9.4s"},
		{func(f *file) { f.word("fdiv", 10, 20, 30) }, "6e3efe8a fdiv v10.4s, v20.4s, v30.4s"},
		{func(f *file) { f.word("fcmgt", 5, 17, 3) }, "6ea3e625 fcmgt v5.4s, v17.4s, v3.4s"},
		{func(f *file) { f.word("fsqrt", 4, 2) }, "6ea1f844 fsqrt v4.4s, v2.4s"},
		{func(f *file) { f.word("frintn", 2, 2) }, "4e218842 frintn v2.4s, v2.4s"},
		{func(f *file) { f.word("fcvtns", 16, 31) }, "4e21abf0 fcvtns v16.4s, v31.4s"},
		{func(f *file) { f.word("ucvtf", 0, 0) }, "6e21d800 ucvtf v0.4s, v0.4s"},
		{func(f *file) { f.fmla(23, 27, 31, 0) }, "4f9f1377 fmla v23.4s, v27.4s, v31.s[0]"},
		{func(f *file) { f.fmla(1, 2, 3, 1) }, "4fa31041 fmla v1.4s, v2.4s, v3.s[1]"},
		{func(f *file) { f.fmla(1, 2, 3, 2) }, "4f831841 fmla v1.4s, v2.4s, v3.s[2]"},
		{func(f *file) { f.fmla(1, 2, 19, 3) }, "4fb31841 fmla v1.4s, v2.4s, v19.s[3]"},
		{func(f *file) { f.loadAt(27, 6, 14) }, "3cee68db ldr q27, [x6, x14]"},
		{func(f *file) { f.storeAt(3, 25, 14) }, "3cae6b23 str q3, [x25, x14]"},
	} {
		var f file
		c.write(&f)
		if code, mnemonic, _ := strings.Cut(c.want, " "); f.String() != "\tWORD $0x"+code+" // "+mnemonic+"\n" {
			t.Errorf("%q, want %s", f.String(), c.want)
		}
	}
}

// TestWordsAgainstAssembler gives every encoded instruction of the generated files to the GNU assembler.
func TestWordsAgainstAssembler(t *testing.T) {
	assembler, err := exec.LookPath("aarch64-linux-gnu-as")
	if err != nil {
		t.Skip("aarch64-linux-gnu-as is not installed (Debian: binutils-aarch64-linux-gnu)")
	}
	words := words(t)
	var mnemonics []string
	for mnemonic := range words {
		mnemonics = append(mnemonics, mnemonic)
	}
	slices.Sort(mnemonics)
	dir := t.TempDir()
	object, raw := filepath.Join(dir, "words.o"), filepath.Join(dir, "words.bin")
	as := exec.Command(assembler, "-o", object)
	as.Stdin = strings.NewReader(strings.Join(mnemonics, "\n") + "\n")
	if out, err := as.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if out, err := exec.Command("aarch64-linux-gnu-objcopy", "-O", "binary", "-j", ".text", object,
		raw).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	codes, err := os.ReadFile(raw)
	if err != nil {
		t.Fatal(err)
	}
	if len(codes) != 4*len(mnemonics) {
		t.Fatalf("%d bytes for %d instructions", len(codes), len(mnemonics))
	}
	for n, mnemonic := range mnemonics {
		if want := binary.LittleEndian.Uint32(codes[4*n:]); words[mnemonic] != want {
			t.Errorf("%s is encoded as %08x, want %08x", mnemonic, words[mnemonic], want)
		}
	}
}

// words are the encoded instructions of all generated files by mnemonic.
func words(t *testing.T) map[string]uint32 {
	all := map[string]uint32{}
	line := regexp.MustCompile(`(?m)^\tWORD \$0x([0-9a-f]{8})(?: // (.*))?$`)
	for name, text := range generate() {
		found := line.FindAllStringSubmatch(string(text), -1)
		if len(found) != bytes.Count(text, []byte("WORD")) {
			t.Errorf("%s: a WORD of another form", name)
		}
		for _, m := range found {
			code, err := strconv.ParseUint(m[1], 16, 32)
			if err != nil || m[2] == "" {
				t.Fatalf("%s: %s: without a mnemonic", name, m[0])
			}
			if was, ok := all[m[2]]; ok && was != uint32(code) {
				t.Fatal(fmt.Sprint(name, ": two encodings of ", m[2]))
			}
			all[m[2]] = uint32(code)
		}
	}
	if len(all) < 100 {
		t.Fatalf("only %d encoded instructions", len(all))
	}
	return all
}
