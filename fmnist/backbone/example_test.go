package backbone_test

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
)

func ExampleVGG16() {
	b := backbone.VGG16()
	total, training, err := b.Parameters("block5_conv1")
	fmt.Println(total, training, err)
	out, err := b.Output(32, 32)
	fmt.Println(out, err)
	// Output:
	// 14714688 7079424 <nil>
	// (None, 1, 1, 512) <nil>
}
