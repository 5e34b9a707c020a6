// Package backbone describes Keras' ImageNet networks without their classifiers (include_top=False): VGG16, ResNet50,
// ResNet152V2, EfficientNetB1 and SqueezeNet 1.1. Each is a plain value, a list of layers with Keras' names in Keras'
// order, its weight file and the scaling of its input. Package pretrained loads the weights and computes features.
package backbone
