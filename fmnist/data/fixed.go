package data

// known is the fingerprint of images and labels at one place in memory.
type known struct {
	images, labels *uint8
	n              int
	fingerprint    string
	fixed          bool // nobody changes them
}

// know notes a fingerprint.
func (s Set) know(fingerprint string) Set {
	if s.Len() > 0 && len(s.Images) > 0 && fingerprint != "" {
		s.known = &known{images: &s.Images[0], labels: &s.Labels[0], n: s.Len(), fingerprint: fingerprint}
	}
	return s
}

// of reports that the fingerprint is of this set, and not of one that took parts of it over.
func (k *known) of(s Set) bool {
	return k != nil && k.n == s.Len() && len(s.Images) == k.n*Pixels &&
		&s.Images[0] == k.images && &s.Labels[0] == k.labels
}

// fix is the set with its fingerprint computed once.
func (s Set) fix() Set {
	if !s.known.of(s) {
		s = s.know(s.hash())
	}
	if s.known != nil {
		k := *s.known
		k.fixed = true
		s.known = &k
	}
	return s
}

// Fixed is the dataset as a program has it that never writes to its images and labels: their fingerprints are computed
// once, or taken from the raw cache, which was checked when it was read. Every look into the run store asks for them.
// Sets that are cut from it or changed by assignment are sets like any others.
func (d Dataset) Fixed() Dataset {
	d.Train, d.Test = d.Train.fix(), d.Test.fix()
	return d
}
