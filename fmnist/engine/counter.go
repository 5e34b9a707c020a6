package engine

// Counter is the random generator of a training, a rand.Source: its i-th number is a function of the key and i alone
// (splitmix64, Steele, Lea and Flood 2014). Whatever is drawn under a key made of the seed and the step is drawn by a
// continued training as by an uninterrupted one, on every backend and every processor.
type Counter uint64

const (
	gamma = 0x9e3779b97f4a7c15 // splitmix64's step and multipliers
	mul1  = 0xbf58476d1ce4e5b9
	mul2  = 0x94d049bb133111eb
)

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * mul1
	z = (z ^ z>>27) * mul2
	return z ^ z>>31
}

// NewCounter starts the numbers of a key. Keys may be consecutive.
func NewCounter(key uint64) *Counter {
	c := Counter(mix(key))
	return &c
}

// skip leaves n numbers out.
func (c *Counter) skip(n int) *Counter {
	*c += Counter(uint64(n) * gamma)
	return c
}

// Uint64 is the next number.
func (c *Counter) Uint64() uint64 {
	*c += gamma
	return mix(uint64(*c))
}

// Key makes one key of several numbers, such as seed, purpose and step.
func Key(parts ...uint64) (key uint64) {
	for _, part := range parts {
		key = mix((key ^ part) + gamma)
	}
	return key
}
