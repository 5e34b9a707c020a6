package install

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// Compiler says what stands in the way of building with -tags xla, which needs a C compiler and the C library's
// headers: one sentence with the command that cures it, "" if nothing does.
func Compiler(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	names := []string{"gcc", "cc", "clang"}
	if cc := strings.Fields(os.Getenv("CC")); len(cc) > 0 {
		names = cc[:1]
	}
	found := ""
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			continue
		}
		found = name
		cmd := exec.CommandContext(ctx, name, "-x", "c", "-o", os.DevNull, "-")
		cmd.Stdin = strings.NewReader("#include <stdlib.h>\n#include <dlfcn.h>\nint main(void) { return 0; }\n")
		if cmd.Run() == nil {
			return ""
		}
	}
	cure := packages("gcc libc6-dev", "gcc glibc-devel", "gcc musl-dev", "gcc", "")
	if runtime.GOOS == "darwin" {
		cure = "xcode-select --install"
	}
	if found != "" {
		return found + " cannot compile a C program with <stdlib.h>, and programs that link XLA need that: " + cure
	}
	return "no C compiler, and programs that link XLA need one: " + cure
}

// packages is the command that installs something here, by the package manager there is.
func packages(apt, dnf, apk, pacman, brew string) string {
	for _, m := range []struct{ program, command, names string }{
		{"apt-get", "apt-get install ", apt}, {"dnf", "dnf install ", dnf}, {"apk", "apk add ", apk},
		{"pacman", "pacman -S ", pacman}, {"brew", "brew install ", brew},
	} {
		if _, err := exec.LookPath(m.program); err == nil && m.names != "" {
			return m.command + m.names
		}
	}
	return "install " + apt + " or what your system calls it"
}
