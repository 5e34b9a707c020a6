package wire

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Connection is the part of a Jupyter connection file that a kernel needs.
type Connection struct {
	Transport string `json:"transport"`
	IP        string `json:"ip"`
	Key       string `json:"key"`
	Scheme    string `json:"signature_scheme"`
	Shell     int    `json:"shell_port"`
	IOPub     int    `json:"iopub_port"`
	Stdin     int    `json:"stdin_port"`
	Control   int    `json:"control_port"`
	Heartbeat int    `json:"hb_port"`
}

// Read reads a connection file.
func Read(file string) (Connection, error) {
	var c Connection
	data, err := os.ReadFile(file)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return c, fmt.Errorf("%s is not a connection file: %w", file, err)
	}
	if c.Scheme != "" && c.Scheme != "hmac-sha256" {
		return c, fmt.Errorf("%s asks for signatures by %s, and only hmac-sha256 is known", file, c.Scheme)
	}
	return c, nil
}

// Private writes the connection file of a kernel behind this one into dir and returns its path: Unix sockets in
// dir with a key of their own. It keeps the name of file, from which GoNB reads the kernel's id.
func Private(dir, file string) (Connection, string, error) {
	c := Connection{Transport: "ipc", IP: filepath.Join(dir, "s"), Key: rand.Text(), Scheme: "hmac-sha256",
		Shell: 1, IOPub: 2, Stdin: 3, Control: 4, Heartbeat: 5}
	data, err := json.Marshal(c)
	if err != nil {
		return c, "", err
	}
	path := filepath.Join(dir, filepath.Base(file))
	return c, path, os.WriteFile(path, data, 0o600)
}

// Addr is the ZeroMQ address of a port.
func (c Connection) Addr(port int) string {
	if c.Transport == "ipc" {
		return fmt.Sprintf("ipc://%s-%d", c.IP, port)
	}
	return fmt.Sprintf("%s://%s:%d", c.Transport, c.IP, port)
}
