// Package train fits a network as Keras does: fresh shuffle each epoch, last partial batch kept, sample-weighted
// running means, Keras' Adam, validation in inference mode. A plan.Plan says all of it as a value; the same plan, data
// and backend give the same numbers to the last bit, in one go or stopped and continued at any step.
//
// The weights and Adam's moments are ordinary tensors that go into every step and come out of it new, so a step that
// fails leaves the last good ones untouched.
package train
