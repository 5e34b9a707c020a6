// Package process starts the kernel behind the front so that nothing of it outlives the front, finds and signals what a
// cell runs, and gives cells their standard input. All of it works on Linux; elsewhere process groups do what they can,
// and cells read end of file.
package process

// Process is one process below the kernel.
type Process struct {
	PID, Parent int
	Zombie      bool
	Since       float64 // seconds since boot
}
