// Package layers turns the networks that package nets describes into GoMLX graphs. It says "convolution" through
// package engine and never knows which backend runs it.
package layers
