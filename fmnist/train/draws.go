package train

import (
	"math/rand/v2"

	"github.com/gofmnist/gofmnist/fmnist/engine"
)

// What a training draws apart from its first weights, each with keys of its own.
const (
	shuffleDraws = 1 + iota // by pass
	dropoutDraws            // by step, then layer
	warpDraws               // by step and image
)

// stepKey is the random key of a step's dropout masks; layers add their number to it. It depends on the seed and the
// step and on nothing that came before, so a continued run draws what an uninterrupted one draws.
func stepKey(seed int64, step int) uint64 {
	return engine.Key(uint64(seed), dropoutDraws, uint64(step))
}

// shuffling is the generator of a pass's order.
func shuffling(seed int64, pass int) *rand.Rand {
	return rand.New(engine.NewCounter(engine.Key(uint64(seed), shuffleDraws, uint64(pass))))
}

// warping is the generator of one image's augmentation.
func warping(seed int64, step, image int) *rand.Rand {
	return rand.New(engine.NewCounter(engine.Key(uint64(seed), warpDraws, uint64(step), uint64(image))))
}
