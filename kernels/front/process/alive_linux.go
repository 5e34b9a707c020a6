package process

import "strconv"

// alive reads a process again.
func alive(p Process) (Process, bool) { return read("/proc/" + strconv.Itoa(p.PID) + "/stat") }
