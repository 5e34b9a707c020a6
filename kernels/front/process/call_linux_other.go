//go:build linux && !amd64

package process

const readCall = "63" // the number of read(2) in the table that arm64 and all newer architectures share
