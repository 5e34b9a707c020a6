// Package child has a process of its own execute what a notebook cell asks for. A cell links descriptions and pictures
// only, so it is built in a fraction of a second; the fmnist command of the same sources, built once, does what needs
// GoMLX.
//
// The child is started when something has to be computed, serves the whole cell, and ends when its standard input
// closes: with the cell, however that ends. It saves before that. Where it dies itself, the cell says so in one
// sentence; the run store is as it was after the last save.
//
// The wire is one JSON object a line. Down go requests:
//
//	{"id":1,"verb":"train","place":{…},"body":{…}}     what Executor.Train is given
//	{"id":1,"cancel":true}                              the cell was interrupted: save and answer
//
// and up come, for the request in hand, any number of events and one end:
//
//	{"id":1,"event":"step","body":{…}}                  what the display hears; "start", "step", "epoch", "say", "done",
//	                                                    "features", "download"
//	{"id":1,"end":true,"body":{…}}                      the answer
//	{"id":1,"end":true,"error":"…","kind":"canceled"}    or why there is none
//
// The data do not travel: the child reads them from where the cell did and compares fingerprints. Results lie in the
// run store.
//
// A child is never older than its sources: the binary's name is a hash over them (build.go).
package child
