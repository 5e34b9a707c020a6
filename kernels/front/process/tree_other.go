//go:build !linux

package process

import (
	"os"
	"time"
)

// Now is the time that Process.Since counts in.
func Now() float64 { return float64(time.Now().UnixNano()) / 1e9 }

// Below returns nothing: only Linux shows the processes below another one in files.
func Below(int, ...int) []Process { return nil }

// Children returns nothing, as Below.
func Children(int) []Process { return nil }

// Reads is false: only Linux shows what a process waits for.
func Reads(int) bool { return false }

// Waiting is 0, as Reads.
func Waiting(*os.File) int { return 0 }

// Seen is false, as Reads.
func Seen() bool { return false }
