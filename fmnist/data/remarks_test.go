package data

import (
	"slices"
	"strings"
	"testing"
)

// balanced is a dataset of garments without any defect.
func balanced() Dataset { return Synthetic(400, 100, 9) }

func TestRemarks(t *testing.T) {
	sort := func(d Dataset) Dataset {
		order := make([]int, d.Train.Len())
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return int(d.Train.Labels[a]) - int(d.Train.Labels[b]) })
		d.Train = d.Train.Subset(order)
		return d
	}
	one := func(d Dataset) Dataset {
		var dresses []int
		for i, label := range d.Train.Labels {
			if label == 3 {
				dresses = append(dresses, i)
			}
		}
		d.Train = d.Train.Subset(dresses)
		return d
	}
	for want, change := range map[string]func(Dataset) Dataset{
		"": func(d Dataset) Dataset { return d },
		"the validation images hold only class 9 (Ankle boot), so their accuracy says nothing about the others: " +
			"choose them with splitting \"stratified\"": sort,
		"the training images hold only class 3 (Dress), so there is nothing to tell apart: take images of all classes": one,
		"all 100 test images are training images as well, so the test accuracy says nothing about new ones: " +
			"test on others": func(d Dataset) Dataset { d.Test = d.Train.Take(100); d.Test.Name = "test"; return d },
		"7 of the 100 test images are training images as well, so the test accuracy is too good: " +
			"drop the duplicates": func(d Dataset) Dataset { copy(d.Test.Images, d.Train.Images[:7*Pixels]); return d },
		"the test images lack class 2 (Pullover), so their accuracy says nothing about the others": func(d Dataset) Dataset {
			for i, label := range d.Test.Labels {
				if label == 2 {
					d.Test.Labels[i] = 6
				}
			}
			return d
		},
		"the images do not look like the garments that their labels name (0 of 10 classes do): " +
			"if they are other data, write their class names into classes.txt beside them": func(d Dataset) Dataset {
			d.Edition = Fashion
			for i := range d.Train.Labels { // a dot for each class, where no garment has its weight
				clear(d.Train.Image(i))
				d.Train.Image(i)[int(d.Train.Labels[i])] = 255
			}
			return d
		},
	} {
		d := change(balanced())
		train, held, err := d.Train.Split(0.05)
		if err != nil {
			t.Fatal(err)
		}
		got := d.Remarks()
		if imbalance := d.Imbalance(train.Labels, held.Labels); imbalance != "" && !slices.Contains(got, imbalance) {
			got = append(got, imbalance)
		}
		if strings.Contains(want, "Pullover") { // the training set has been left as it was
			got = slices.DeleteFunc(got, func(s string) bool { return !strings.Contains(s, "test images lack") })
		}
		if without := d.RemarksWithoutPlan(); len(without) != len(d.Remarks()) && !slices.Equal(without, append(d.Remarks(),
			want)) || strings.HasPrefix(want, "the validation images") && len(without) == 0 {
			t.Errorf("without a plan %q, want %q", without, want)
		}
		if want == "" && len(got) > 0 || want != "" && !slices.Equal(got, []string{want}) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Official data have nothing to remark, nor have they when split in any way.
func TestOfficialRemarks(t *testing.T) {
	d, err := Read(realDir(t))
	if err != nil {
		t.Fatal(err)
	}
	if !d.Official {
		t.Skip("another edition of the data")
	}
	for _, how := range []Splitting{Last, Shuffled, Stratified} {
		train, held, err := SplitIndices(d.Train.Labels, how, 0.1, 1)
		if err != nil {
			t.Fatal(err)
		}
		at := func(indices []int) (labels []uint8) {
			for _, i := range indices {
				labels = append(labels, d.Train.Labels[i])
			}
			return labels
		}
		if got := d.Imbalance(at(train), at(held)); got != "" {
			t.Errorf("%q: %q", how, got)
		}
	}
	d.Official = false // so that it is looked at
	if got := d.Remarks(); len(got) > 0 {
		t.Errorf("%q", got)
	}
	if testing.Verbose() {
		t.Log(garmentLikeness(d.Train))
	}
}

func BenchmarkRemarks(b *testing.B) {
	d, err := Read(realDir(b))
	if err != nil {
		b.Fatal(err)
	}
	d.Official = false
	for b.Loop() {
		d.Remarks()
	}
}
