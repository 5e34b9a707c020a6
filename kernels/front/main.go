// Front is the process that Jupyter starts as the kernel:
//
//	front CONNECTION_FILE GONB [ARG...]
//
// It starts GONB ARG... PRIVATE_CONNECTION_FILE behind it and relays between the two. If it cannot, or something in it
// fails, it becomes GONB ARG... CONNECTION_FILE: a kernel without a front. SIGUSR1 makes it do so too.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/gofmnist/gofmnist/kernels/front/build"
	"github.com/gofmnist/gofmnist/kernels/front/kernel"
	"github.com/gofmnist/gofmnist/kernels/front/process"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == process.GuardFlag {
		os.Exit(process.Guard(os.Args[2:]))
	}
	if front := os.Getenv(kernel.DirVar); front != "" && len(os.Args) > 2 {
		switch os.Args[1] {
		case "-build": // the script around go, in the cell's folder
			os.Exit(build.Cell(front, os.Args[2]))
		case "-imports": // the script around goimports
			if !build.Imports(os.Args[2]) {
				os.Exit(1)
			}
			os.Exit(0)
		case "-tool": // the go command, before one of its tools
			_ = build.Tool(front, os.Args[2:]) // without a plan the go command builds the next cell too
			fmt.Fprintln(os.Stderr, syscall.Exec(os.Args[2], os.Args[2:], os.Environ()))
			os.Exit(1)
		}
	}
	if len(os.Args) == 2 && os.Args[1] == "-check" { // it runs on this machine
		return
	}
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: front CONNECTION_FILE GONB [ARG...]")
		os.Exit(2)
	}
	// an interrupt comes as a message; ignored, cells would ignore it too
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	file, command := os.Args[1], os.Args[2:]
	self, err := os.Executable()
	if err == nil {
		err = kernel.Run(context.Background(), self, file, slices.Clone(command))
	} else {
		err = fmt.Errorf("%w: %w", kernel.ErrFront, err)
	}
	if errors.Is(err, kernel.ErrFront) {
		fmt.Fprintf(os.Stderr, "front: %v; going on with plain GoNB\n", err)
		err = plain(append(command, file))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "front:", err)
		os.Exit(1)
	}
}

// plain replaces this process by GoNB.
func plain(command []string) error {
	path, err := exec.LookPath(command[0])
	if err != nil {
		return err
	}
	env := slices.DeleteFunc(os.Environ(), func(kv string) bool { return strings.HasPrefix(kv, kernel.DirVar+"=") })
	signal.Reset(os.Interrupt)
	return syscall.Exec(path, command, env)
}
