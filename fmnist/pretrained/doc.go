// Package pretrained holds Keras' ImageNet networks without their classifiers (include_top=False): VGG16, ResNet50,
// ResNet152V2, EfficientNetB1 and SqueezeNet 1.1. Each is a plain value, a list of layers with Keras' names in Keras'
// order. The package finds, downloads and reads the weight files (legacy Keras HDF5), prepares images the way each network
// was trained, computes frozen features, and diagnoses a head that does not learn.
//
// Frozen batch normalization is folded into the convolution before it when the weights are loaded; from the layer named
// in a call to Load on, everything stays as Keras stores it and can be trained.
package pretrained
