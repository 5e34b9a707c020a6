package fmnist

import "github.com/gofmnist/gofmnist/fmnist/nets"

// Layer is one line of a network and Network a named list of them: both are values. (Tour, "A network is a value".)
type (
	Layer   = nets.Layer
	Network = nets.Net
)

// Layers without settings.
var (
	ReLU          = nets.ReLU          // max(x, 0)
	Tanh          = nets.Tanh          // hyperbolic tangent
	Sigmoid       = nets.Sigmoid       // 1/(1+e⁻ˣ)
	ScaledTanh    = nets.ScaledTanh    // 1.7159·tanh(2x/3), the squashing function of the 1998 LeNet-5
	Flatten       = nets.Flatten       // an image's values as one vector
	GlobalMaxPool = nets.GlobalMaxPool // the maximum of each channel
	GlobalAvgPool = nets.GlobalAvgPool // the mean of each channel
	BatchNorm     = nets.BatchNorm     // Keras' BatchNormalization with its defaults
)

// Net makes a network for 28×28 images. (Tour, "A network is a value".)
func Net(name string, layers ...Layer) Network { return nets.New(name, layers...) }

// Conv is a convolution with that many filters and a square kernel, without padding and with stride 1;
// Conv(24, 5).Same().Stride(2) pads and takes every second place.
func Conv(filters, kernel int) Layer { return nets.Conv(filters, kernel) }

// SparseConv is C3 of the 1998 LeNet-5: 16 filters that see three, four or six of the six maps before them.
func SparseConv(kernel int) Layer { return nets.SparseConv(kernel) }

// MaxPool takes the maximum of each window×window square.
func MaxPool(window int) Layer { return nets.MaxPool(window) }

// AvgPool takes the mean of each window×window square.
func AvgPool(window int) Layer { return nets.AvgPool(window) }

// SubSample is the trainable sub-sampling of the 1998 LeNet-5.
func SubSample(window int) Layer { return nets.SubSample(window) }

// Dense is a fully connected layer.
func Dense(units int) Layer { return nets.Dense(units) }

// Dropout zeroes that share of the values while training, as Keras' Dropout. LeNet5.WithDropout(0.4) puts one after
// every hidden dense layer.
func Dropout(rate float64) Layer { return nets.Dropout(rate) }

// RBF is the output of the 1998 LeNet-5: the class whose fixed code is nearest wins.
func RBF(classes int) Layer { return nets.RBF(classes) }

// The networks that the reports are about, and the best one of LeNet-5's layout that was found here.
var (
	LeNet5        = nets.LeNet5()        // report 1's, 44,426 parameters
	LeNet5Dropout = nets.LeNet5Dropout() // the same with dropout 0.4 after both hidden dense layers
	LeNet5Wide    = nets.LeNet5Wide()    // report 2's, 504,342 parameters
	LeNet1998     = nets.LeNet1998()     // LeCun et al. 1998, whose table report 2 reprints
	LeNet5Best    = nets.Best()          // 493,246 parameters; BestPlan trains it
	Linear        = nets.Linear()        // one dense layer: the yardstick
)
