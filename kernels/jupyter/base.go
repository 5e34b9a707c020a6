package jupyter

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"time"
)

//go:embed base.py
var baseScript string

// base is the Python from which the virtual environment is made.
type base struct {
	Path    string // of the interpreter
	Version [3]int
	Pip     string // a folder or wheel to import pip from; "" where there is none
	Index   string // the address that pip asks; "" when unknown or none
}

// oldest is the oldest Python that JupyterLab and constraints.txt allow.
var oldest = [3]int{3, 10, 0}

// names in the order in which they are tried. A system whose python3 is too old often has a newer one beside it.
var names = []string{"python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"}

// findBase returns the first Python in PATH that is new enough and can import pip.
func findBase(ctx context.Context) (base, error) {
	var unfit []error
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		b, err := askBase(ctx, path)
		if err == nil {
			return b, nil
		}
		unfit = append(unfit, err)
	}
	if err := ctx.Err(); err != nil {
		return base{}, err
	}
	if len(unfit) > 0 {
		return base{}, unfit[0]
	}
	return base{}, fmt.Errorf("no python3 in PATH, and Jupyter needs 3.10 or newer: install it (Debian and Ubuntu: "+
		"apt install python3 python3-venv), or set FMNIST_PYTHON to one that has %s", strings.Join(Modules, ", "))
}

// askBase runs base.py on a Python.
func askBase(ctx context.Context, path string) (base, error) {
	b := base{Path: path}
	out, err := exec.CommandContext(ctx, path, "-c", baseScript).Output()
	if err != nil {
		return b, fmt.Errorf("%s does not start: %w", path, err)
	}
	if err := json.Unmarshal(out, &b); err != nil {
		return b, fmt.Errorf("%s printed something else than asked: %w", path, err)
	}
	for i, v := range b.Version {
		if v > oldest[i] {
			break
		}
		if v < oldest[i] {
			return b, fmt.Errorf("%s is Python %d.%d, and Jupyter needs 3.10 or newer: install a newer one, or set FMNIST_PYTHON to it",
				path, b.Version[0], b.Version[1])
		}
	}
	if b.Pip == "" {
		return b, errors.New(path + " has no pip to make a Python environment with (Debian and Ubuntu: apt install python3-venv)")
	}
	return b, nil
}

// answerTime is how long the package index, or the proxy before it, may take to accept a connection.
const answerTime = 4 * time.Second

// reach connects to the package index. Without a network that fails at once, while pip would try again for half a
// minute and then speak of conflicting dependencies.
func (b base) reach(ctx context.Context) error {
	address, err := url.Parse(b.Index)
	if err != nil || address.Host == "" {
		return nil
	}
	if proxy, err := http.ProxyFromEnvironment(&http.Request{URL: address}); err == nil && proxy != nil {
		address = proxy
	}
	port := address.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[address.Scheme]
	}
	wait, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	connection, err := new(net.Dialer).DialContext(wait, "tcp", net.JoinHostPort(address.Hostname(), port))
	if err != nil {
		return failure(ctx, fmt.Errorf("no network (%s does not answer), and JupyterLab has to be fetched once: connect, "+
			"or set FMNIST_PYTHON to a Python that has %s", address.Hostname(), strings.Join(Modules, ", ")))
	}
	return connection.Close()
}
