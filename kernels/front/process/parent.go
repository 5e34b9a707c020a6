package process

import (
	"os"
	"strconv"
	"time"
)

// ParentVar is the environment variable in which jupyter_client tells a kernel the process that starts it. It is not
// set for a kernel that shall outlive its client.
const ParentVar = "JPY_PARENT_PID"

// glance is the time between two looks at the parent; ipykernel takes as much.
const glance = time.Second

// ParentGone is closed soon after the process named by JPY_PARENT_PID has ended: nobody could end this kernel then, as
// after a killed Jupyter server or a closed console. It stays open where the variable is missing or names another
// process than the parent, such as one of another machine or container.
func ParentGone() <-chan struct{} {
	gone := make(chan struct{})
	named, err := strconv.Atoi(os.Getenv(ParentVar))
	if err != nil || os.Getppid() != named {
		return gone
	}
	go func() {
		for os.Getppid() == named {
			time.Sleep(glance)
		}
		close(gone)
	}()
	return gone
}
