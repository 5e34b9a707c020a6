package docker_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestImages builds the images and asks each container what a user would notice first. It needs a Docker engine,
// minutes and gigabytes, so it waits for FMNIST_DOCKER=1.
func TestImages(t *testing.T) {
	if os.Getenv("FMNIST_DOCKER") != "1" {
		t.Skip("FMNIST_DOCKER=1 builds and starts the images")
	}
	if out, err := exec.Command("docker", "info").CombinedOutput(); err != nil {
		t.Skipf("no Docker engine: %s", out)
	}
	for _, image := range images {
		t.Run(image, func(t *testing.T) {
			docker(t, "build", "-f", image+"/Dockerfile", "-t", "gofmnist:"+image+"-test", "..")
			inside := func(command string) string {
				return docker(t, "run", "--rm", "--network=none", "gofmnist:"+image+"-test", "sh", "-c", command)
			}
			if id := inside("id -u"); id != "1000" {
				t.Errorf("user id %s", id)
			}
			list := inside("jupyter kernelspec list") // the CPU's image has no device, so no kernel for one
			if !strings.Contains(list, "fmnist-cpu") || strings.Contains(list, "fmnist-cuda") != (image == "cuda") {
				t.Errorf("kernels:\n%s", list)
			}
			inside("fmnist doctor")
			// A first cell, without a network and from a warm build cache.
			inside("jupyter nbconvert --to notebook --execute --stdout --ExecutePreprocessor.timeout=60 /opt/gofmnist/kernels/notebooks/testdata/small.ipynb")
			healthy(t, "gofmnist:"+image+"-test")
		})
	}
}

// healthy starts the server and waits for its health check.
func healthy(t *testing.T, image string) {
	t.Helper()
	id := docker(t, "run", "-d", "--rm", image)
	defer docker(t, "stop", id)
	state := ""
	for range 60 {
		if state = docker(t, "inspect", "-f", "{{.State.Health.Status}}", id); state == "healthy" {
			break
		}
		time.Sleep(time.Second)
	}
	if state != "healthy" {
		t.Errorf("the server is %s", state)
	}
	if log := docker(t, "logs", id); !strings.Contains(log, "?token=") {
		t.Errorf("no token in the log:\n%s", log)
	}
}

func docker(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 30*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "docker", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("docker %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}
