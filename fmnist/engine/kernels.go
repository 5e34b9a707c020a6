package engine

import "github.com/gomlx/compute"

const kernelsName = "go"

func kernelsWhy() string { return "pure Go" }

func openKernels(options string) (compute.Backend, error) { return openGo(options) }
