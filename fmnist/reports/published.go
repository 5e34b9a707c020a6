package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// publishedIntro names the source of the table, and what its figures are not.
const publishedIntro = "From the table of submitted results on the data set's own page " +
	"(https://github.com/zalandoresearch/fashion-mnist, commit 02cf067). Its keepers say that they did not test them; " +
	"most are one training each, and few say which images chose the epoch. So they place a figure, and no more."

// result is a line of the table.
type result struct {
	name, preparation string
	accuracy          float64
}

// published are results of others on the official test images, from the lowest to the highest.
var published = []result{
	{"people without training in fashion, three per image, on 1,000 images", "", 0.835},
	{"two convolutions, Keras", "none", 0.876},
	{"two convolutions, 113 thousand parameters", "normalized", 0.922},
	{"two convolutions, below 100 thousand parameters", "none", 0.925},
	{"support vector machine on gradient histograms", "", 0.926},
	{"two convolutions, three dense layers, 1.8 million parameters", "normalized", 0.932},
	{"VGG16, 26 million parameters", "none", 0.935},
	{"capsule network, 8 million parameters", "shifts, mirrored images", 0.936},
	{"GoogLeNet", "none", 0.937},
	{"ResNet18", "mirrored, shifted and turned images", 0.949},
	{"MobileNet", "mirrored images", 0.950},
	{"DenseNet-BC, 768 thousand parameters", "crops, mirrored images", 0.954},
	{"WRN-28-10 with random erasing", "crops, mirrored images", 0.963},
	{"WRN-40-4, 8.9 million parameters", "crops, mirrored images", 0.967},
}

// tested are the lines of this document that stand among them, by What: means over seeds on the same test images.
var tested = map[string]result{
	lenet5Line: {name: "LeNet-5 here, 44,426 parameters", preparation: "none"},
	bestLine:   {name: "the best LeNet here, 504,342 parameters at most", preparation: "mirrored and shifted by a pixel"},
}

// beside writes the published results, with this document's mean test accuracies among them.
func (r *Document) beside(b *strings.Builder) {
	fmt.Fprintf(b, "\n## Results of others\n\n%s\n\n| | preparation of the images | test accuracy |\n|---|---|---|\n",
		publishedIntro)
	rows := published
	for _, s := range r.Sections {
		for _, l := range s.Lines {
			if what, ok := tested[l.What]; ok && l.Average != nil {
				rows = append(slices.Clone(rows), result{fmt.Sprintf("**%s, mean of %d**", what.name, len(l.Values)),
					what.preparation, *l.Average})
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b result) int { return cmp.Compare(a.accuracy, b.accuracy) })
	for _, p := range rows {
		fmt.Fprintf(b, "| %s | %s | %s |\n", p.name, p.preparation, strings.TrimSuffix(fmt.Sprintf("%.4f", p.accuracy), "0"))
	}
}
