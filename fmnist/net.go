package fmnist

import "github.com/gofmnist/gofmnist/fmnist/nets"

// Layer is one line of a network and Network a named list of them: both are values. (Tour, "A network is a value".)
type (
	Layer   = nets.Layer
	Network = nets.Net
)

// Layers without settings; see package nets.
var (
	ReLU       = nets.ReLU
	Tanh       = nets.Tanh
	Sigmoid    = nets.Sigmoid
	ScaledTanh = nets.ScaledTanh
	Flatten    = nets.Flatten
	GlobalMax  = nets.GlobalMax
	GlobalMean = nets.GlobalMean
)

// Net makes a network for 28×28 images. (Tour, "A network is a value".)
func Net(name string, layers ...Layer) Network { return nets.New(name, layers...) }

// Conv is a convolution with that many filters and a square kernel, without padding.
func Conv(filters, kernel int) Layer { return nets.Conv(filters, kernel) }

// ConvSame is a convolution that keeps height and width.
func ConvSame(filters, kernel int) Layer { return nets.ConvSame(filters, kernel) }

// SparseConv is C3 of the 1998 LeNet-5.
func SparseConv(kernel int) Layer { return nets.SparseConv(kernel) }

// MaxPool takes the maximum of each window×window square.
func MaxPool(window int) Layer { return nets.MaxPool(window) }

// MeanPool takes the mean of each window×window square.
func MeanPool(window int) Layer { return nets.MeanPool(window) }

// SubSample is the trainable sub-sampling of the 1998 LeNet-5.
func SubSample(window int) Layer { return nets.SubSample(window) }

// Dense is a fully connected layer.
func Dense(units int) Layer { return nets.Dense(units) }

// RBF is the output of the 1998 LeNet-5.
func RBF(classes int) Layer { return nets.RBF(classes) }

// DropoutLayer zeroes that share of the values while training. The option Dropout puts one after every hidden dense layer.
func DropoutLayer(rate float64) Layer { return nets.Dropout(rate) }

// The networks of the reports; see package nets.
var (
	LeNet5        = nets.LeNet5()
	LeNet5Dropout = nets.LeNet5Dropout()
	LeNet5Wide    = nets.LeNet5Wide()
	LeNet1998     = nets.LeNet1998()
	Linear        = nets.Linear()
)
