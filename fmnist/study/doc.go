// Package study does the work of package fmnist and of the command line: every verb takes a description, computes what
// the run store does not have yet, and returns a value or an error. It never ends a program and never prints; what it
// shows while it works goes to the Progress that the caller gave.
package study
