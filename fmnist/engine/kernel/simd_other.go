//go:build !amd64 && !arm64

package kernel

// levels lists the instruction sets of this processor, the fastest last.
func levels() []level { return []level{scalar} }
