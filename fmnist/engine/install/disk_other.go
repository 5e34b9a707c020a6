//go:build !unix

package install

// freeBytes is unknown here.
func freeBytes(string) (uint64, bool) { return 0, false }
