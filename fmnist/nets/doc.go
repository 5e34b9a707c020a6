// Package nets describes networks as plain values and turns them into GoMLX graphs: layer specs, shape checks that name
// the layer, Keras' summary table, Glorot weights, and the LeNets of both reports. It says "convolution" through
// package engine and never knows which backend runs it.
package nets
