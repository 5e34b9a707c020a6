// Package child runs what a notebook cell asks for in a process of its own. A cell links only descriptions and
// pictures, so it is built in a fraction of a second; the fmnist command, built once from the same sources, does what
// needs GoMLX.
//
// The child starts when something has to be computed and serves the whole cell. When its standard input closes, which
// it does however the cell ends, the child saves and ends. If the child itself dies, the cell says so in one sentence,
// and the run store is as the last save left it.
//
// The wire is one JSON object a line. Down go requests:
//
//	{"id":1,"verb":"train","place":{…},"body":{…}}     what Executor.Train is given
//	{"id":1,"cancel":true}                              the cell was interrupted: save and answer
//
// and up come, for each request in hand, any number of events and one end:
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
