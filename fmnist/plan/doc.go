// Package plan describes trainings as plain values: networks with their recipe (schedule, augmentation, early
// stopping), what they hash to, how they split the images, and what Keras' callbacks say of a history. Package train
// does what a plan says.
package plan
