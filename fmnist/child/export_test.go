package child

// Kill ends the child at once, as the system does for want of memory.
func (e *Executor) Kill() error { return e.proc.cmd.Process.Kill() }

// HangUp closes the child's standard input, as the end of its cell does.
func (e *Executor) HangUp() error { return e.proc.in.Close() }
