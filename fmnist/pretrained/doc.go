// Package pretrained runs the networks that package backbone describes: it finds, downloads and reads the weight files
// (legacy Keras HDF5), prepares images the way each network was trained, and computes frozen features.
//
// Frozen batch normalization is folded into the convolution before it when the weights are loaded; from the layer named
// in a call to Load on, everything stays as Keras stores it and can be trained.
package pretrained
