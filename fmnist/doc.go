// Package fmnist is what notebooks import: a thin facade over the packages below it.
package fmnist
