// Package build builds a notebook's cell without the go command, where that gives exactly what the go command would.
//
// For a cell that links two hundred packages the go command spends a fifth of its time on finding out that none of them
// has changed. When it builds a cell, Tool stands before compile and link and keeps what they were given: a plan. The
// next cell with the same imports is compiled and linked by Cell with that plan, provided that nothing the go command
// would look at is different: the environment, go.mod, go.sum and go.work, the tools, the files in Go's build cache,
// and every file of every package that lies neither in Go's own tree nor in the read-only module cache. What is in
// doubt is left to the go command, and so is a cell that does not compile: the messages are its own.
//
// All of it lies in the front's folder, and ends with the kernel.
package build
