// Package nets describes networks as plain values: layer specs, shape checks that name the layer, Keras' summary table,
// Glorot weights, and the LeNets of both reports. Package train/layers turns them into graphs.
package nets
