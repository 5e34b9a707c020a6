//go:build !amd64

package kernel

func (r *run) add() { r.addScalar() }
