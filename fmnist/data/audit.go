package data

// Audit is the check for defects that both reports begin with.
type Audit struct {
	Train, Test SetAudit
	// Across counts the test samples that also are in the training set.
	Across Across
}

// SetAudit is the part about one set.
type SetAudit struct {
	Samples int
	Missing int        // empty cells of the CSV file
	Rows    Duplicates // equal in pixels and label
	Images  Duplicates // equal in pixels, whatever the label
	// Constant lists the pixels (0 … 783) that are the same in all images: they have no
	// correlation with anything. The official training set has none.
	Constant []int
}

// Across counts test samples with a twin in the training set.
type Across struct {
	Rows   int // pixels and label agree
	Images int // pixels agree
}

// Audit looks for missing values, exact duplicates within and across the sets, and
// constant pixels. The official files have none of them; the Kaggle CSV files were
// made from the release before 31 August 2017, whose training set has 43 duplicates.
// For near-duplicates see Set.Near.
func (d Dataset) Audit() Audit {
	return Audit{
		Train: d.Train.audit(), Test: d.Test.audit(),
		Across: Across{Rows: len(d.Test.Overlap(d.Train, ByRow)), Images: len(d.Test.Overlap(d.Train, ByImage))},
	}
}

// audit is the part about one set.
func (s Set) audit() SetAudit {
	return SetAudit{
		Samples: s.Len(), Missing: len(s.Missing),
		Rows: s.Duplicates(ByRow), Images: s.Duplicates(ByImage),
		Constant: s.ConstantPixels(),
	}
}

// ConstantPixels lists the pixels that have the same value in every image of the
// set, ascending; in a set of one image all, in an empty set none.
func (s Set) ConstantPixels() []int {
	if s.Len() == 0 {
		return nil
	}
	constant := make([]int, Pixels)
	for p := range constant {
		constant[p] = p
	}
	first := s.Image(0)
	for i := 1; i < s.Len() && len(constant) > 0; i++ {
		image, kept := s.Image(i), constant[:0]
		for _, p := range constant {
			if image[p] == first[p] {
				kept = append(kept, p)
			}
		}
		constant = kept
	}
	return constant
}
