package data

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Remarks say, in one sentence each, what about the data makes a training or its figures worth less than they seem:
// wherever a training starts they belong before it, with Imbalance for the plan's parts. There are none for the
// official files.
func (d Dataset) Remarks() []string {
	if d.Official {
		return nil
	}
	sentences := []string{OneClass(d.Train), Lacking(d.Test, d.Train), Seen(d.Test, d.Train), d.Misnamed()}
	return slices.DeleteFunc(sentences, func(s string) bool { return s == "" })
}

// RemarksWithoutPlan are Remarks and, as no plan has chosen the validation images, the sentence for the last tenth of
// the training images, which fmnist train holds out.
func (d Dataset) RemarksWithoutPlan() []string {
	remarks := d.Remarks()
	train, held, err := d.Train.Split(0.1)
	if d.Official || err != nil {
		return remarks
	}
	if sentence := d.Imbalance(train.Labels, held.Labels); sentence != "" && !slices.Contains(remarks, sentence) {
		remarks = append(remarks, sentence)
	}
	return remarks
}

// Imbalance is the sentence for a plan's training or validation part that lacks classes, or "". train and validation
// are the labels of the two parts of d.Train; an empty validation part is not looked at.
func (d Dataset) Imbalance(train, validation []uint8) string {
	part := func(name string, labels []uint8) Set {
		return Set{Name: name, Labels: labels, Classes: d.Train.Classes}
	}
	return cmp.Or(OneClass(part("train", train)), Lacking(part("validation", validation), d.Train))
}

// OneClass is the sentence for a training set of a single class, or "".
func OneClass(train Set) string {
	present, _ := presence(train, train)
	if len(present) != 1 {
		return ""
	}
	return fmt.Sprintf("the training images hold only class %s, so there is nothing to tell apart: take images of all classes", present[0])
}

// Lacking is the sentence for a part (validation, test) that lacks classes of the whole, as the end of data that are
// sorted by class does, or "".
func Lacking(part, whole Set) string {
	present, absent := presence(part, whole)
	if part.Len() == 0 || len(absent) == 0 {
		return ""
	}
	what := "lack class " + strings.Join(absent, ", ")
	if len(present) == 1 {
		what = "hold only class " + present[0]
	} else if len(present) < len(absent) {
		what = "hold only classes " + strings.Join(present, ", ")
	}
	way := ", so their accuracy says nothing about the others"
	if part.Name == "validation" {
		way += ": choose them with splitting \"stratified\""
	}
	return fmt.Sprintf("the %s images %s%s", part.Name, what, way)
}

// presence names the classes of the whole that the part has and those that it lacks.
func presence(part, whole Set) (present, absent []string) {
	have := part.Counts()
	for class, n := range whole.Counts() {
		name := fmt.Sprintf("%d (%s)", class, whole.ClassNames()[class])
		switch {
		case have[class] > 0:
			present = append(present, name)
		case n > 0:
			absent = append(absent, name)
		}
	}
	return present, absent
}

// Seen is the sentence for test images that also are training images, pixel by pixel, with their count, or "".
func Seen(test, train Set) string {
	seen := len(test.Overlap(train, ByImage))
	switch {
	case seen == 0:
		return ""
	case seen == test.Len():
		return fmt.Sprintf("all %d test images are training images as well, so the test accuracy says nothing about new ones: "+
			"test on others", seen)
	}
	return fmt.Sprintf("%d of the %d test images are training images as well, so the test accuracy is too good: "+
		"drop the duplicates", seen, test.Len())
}

// Misnamed is the sentence for data under the garments' names that do not look like garments, such as digits, or "". It
// compares the class means, which needs 20 images a class.
func (d Dataset) Misnamed() string {
	if d.Edition != Fashion || d.Official {
		return ""
	}
	alike, compared := garmentLikeness(d.Train)
	if compared < Classes || alike >= likelyGarments {
		return ""
	}
	return fmt.Sprintf("the images do not look like the garments that their labels name (%d of %d classes do): "+
		"if they are other data, write their class names into %s beside them", alike, compared, ClassFile)
}
