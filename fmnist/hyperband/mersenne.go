package hyperband

// The Mersenne Twister MT19937 (Matsumoto and Nishimura, ACM TOMACS 8, 1998), as Python's random.Random uses it. It is
// here because KerasTuner draws each value as random.Random(seed).random(), and the same seed should give the same
// points.
const (
	mtSize  = 624 // words of state
	mtShift = 397
)

// firstRandom returns random.Random(seed).random() of Python: the first number of a fresh generator, in [0, 1) with 53
// random bits.
func firstRandom(seed uint64) float64 {
	key := []uint32{uint32(seed)}
	if high := uint32(seed >> 32); high > 0 {
		key = append(key, high)
	}
	state := seedByArray(key)
	high, low := output(state, 0)>>5, output(state, 1)>>6 // 27 and 26 bits
	return (float64(high)*(1<<26) + float64(low)) / (1 << 53)
}

// seedByArray is the reference implementation's init_by_array; its numbers are those of the paper's authors.
func seedByArray(key []uint32) *[mtSize]uint32 {
	var s [mtSize]uint32
	s[0] = 19650218
	for i := 1; i < mtSize; i++ {
		s[i] = 1812433253*(s[i-1]^s[i-1]>>30) + uint32(i)
	}
	i := 1
	for k := range max(mtSize, len(key)) {
		j := k % len(key)
		s[i] = (s[i] ^ (s[i-1]^s[i-1]>>30)*1664525) + key[j] + uint32(j)
		i = advance(&s, i)
	}
	for range mtSize - 1 {
		s[i] = (s[i] ^ (s[i-1]^s[i-1]>>30)*1566083941) - uint32(i)
		i = advance(&s, i)
	}
	s[0] = 1 << 31
	return &s
}

// advance returns the next index, wrapping around as init_by_array does.
func advance(s *[mtSize]uint32, i int) int {
	if i++; i == mtSize {
		s[0] = s[mtSize-1]
		return 1
	}
	return i
}

// output returns the n-th 32-bit number of a freshly seeded generator, for n below mtSize-mtShift: there the twist
// needs no word that it has changed itself.
func output(s *[mtSize]uint32, n int) uint32 {
	y := s[n]&(1<<31) | s[n+1]&(1<<31-1)
	x := s[n+mtShift] ^ y>>1
	if y&1 == 1 {
		x ^= 0x9908b0df
	}
	x ^= x >> 11
	x ^= x << 7 & 0x9d2c5680
	x ^= x << 15 & 0xefc60000
	return x ^ x>>18
}
