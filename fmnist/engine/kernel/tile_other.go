//go:build !amd64 && !arm64

package kernel

func (t *tile) run()          { t.runScalar() }
func (t *tile) runWide()      { t.runScalar() }
func (t *tile) runDepthwise() { t.runDepthwiseScalar() }
