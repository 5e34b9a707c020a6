//go:build !linux && !darwin

package memory

func machine() (bytes int64, ok bool) { return 0, false }
