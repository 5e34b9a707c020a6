package nets_test

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

func ExampleNet_Summary() {
	fmt.Println(nets.LeNet5().Summary())
	// Output:
	// Model: "lenet5"
	// _________________________________________________________________
	//  Layer (type)                Output Shape              Param #
	// =================================================================
	//  conv2d (Conv2D)             (None, 24, 24, 6)         156
	//
	//  max_pooling2d (MaxPooling2  (None, 12, 12, 6)         0
	//  D)
	//
	//  conv2d_1 (Conv2D)           (None, 8, 8, 16)          2416
	//
	//  max_pooling2d_1 (MaxPoolin  (None, 4, 4, 16)          0
	//  g2D)
	//
	//  flatten (Flatten)           (None, 256)               0
	//
	//  dense (Dense)               (None, 120)               30840
	//
	//  dense_1 (Dense)             (None, 84)                10164
	//
	//  dense_2 (Dense)             (None, 10)                850
	// =================================================================
	// Total params: 44,426 (173.54 KB)
	// Trainable params: 44,426 (173.54 KB)
	// Non-trainable params: 0 (0.00 Byte)
	// _________________________________________________________________
}

func ExampleLeNet1998() {
	fmt.Println(nets.LeNet1998().Summary().Connections())
	// Output:
	// Model: "lenet5-1998"
	// ________________________________________________________________________________
	//  Layer (type)                Output Shape              Param #   Connections
	// ================================================================================
	//  conv2d (Conv2D)             (None, 28, 28, 6)         156       122304
	//
	//  sub_sampling2d (SubSamplin  (None, 14, 14, 6)         12        5880
	//  g2D)
	//
	//  sparse_conv2d (SparseConv2  (None, 10, 10, 16)        1516      151600
	//  D)
	//
	//  sub_sampling2d_1 (SubSampl  (None, 5, 5, 16)          32        2000
	//  ing2D)
	//
	//  conv2d_1 (Conv2D)           (None, 1, 1, 120)         48120     48120
	//
	//  flatten (Flatten)           (None, 120)               0         0
	//
	//  dense (Dense)               (None, 84)                10164     10164
	//
	//  rbf (RBF)                   (None, 10)                840       840
	// ================================================================================
	// Total params: 60,840 (237.66 KB)
	// Trainable params: 60,000 (234.38 KB)
	// Non-trainable params: 840 (3.28 KB)
	// ________________________________________________________________________________
}
