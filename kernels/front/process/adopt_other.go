//go:build !linux

package process

// adopt does nothing: only Linux knows subreapers.
func adopt() {}
