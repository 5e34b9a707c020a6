//go:build !linux

package runs

import "errors"

func valueOnSmallDisk(string) error { return errors.New("only on Linux") }
