// Package notebooks reads the notebooks beside it, makes their exercise twins in clean/, and checks them: the tests
// execute every notebook through the real kernel.
//
//	go test ./notebooks           # execute and check
//	go generate ./notebooks       # write clean/ anew after a notebook was edited
package notebooks

//go:generate go test -run ^TestTwins$ . -update
