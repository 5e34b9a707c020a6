package kernel

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// gopls stands between GoNB and gopls. GoNB starts its gopls with the kernel and connects 12 s later, whether or not
// anybody ever presses Tab; 92 of a kernel's 96 MB are gopls'. The script that GoNB starts as gopls only waits; the
// front answers the connection, and starts the real gopls at the first Tab.
type gopls struct {
	dir      string
	wanted   chan struct{}
	once     sync.Once
	pid      atomic.Int64 // of the script
	loaded   atomic.Bool  // gopls has read the notebook's module
	attached atomic.Bool  // GoNB is connected

	mu       sync.Mutex
	listener net.Listener
	server   io.WriteCloser // gopls' standard input
	client   net.Conn       // GoNB
}

func newGopls(dir string) *gopls { return &gopls{dir: dir, wanted: make(chan struct{})} }

// want starts gopls, once.
func (g *gopls) want() { g.once.Do(func() { close(g.wanted) }) }

// ready reports whether GoNB can answer through gopls without waiting.
func (g *gopls) ready() bool { return g.loaded.Load() && g.attached.Load() }

// shim is the process that GoNB takes for gopls; no cell started it.
func (g *gopls) shim() int { return int(g.pid.Load()) }

// listen waits for the script's word where GoNB will connect to, and serves that socket.
func (g *gopls) listen() {
	var socket string
	for begin := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		text, _ := os.ReadFile(filepath.Join(g.dir, "gopls"))
		pid, address, ok := strings.Cut(strings.TrimSpace(string(text)), " ")
		if n, err := strconv.Atoi(pid); ok && err == nil {
			g.pid.Store(int64(n))
			socket = strings.TrimPrefix(address, "unix;")
			break
		}
		if time.Since(begin) > time.Minute { // a GoNB without gopls
			return
		}
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		return
	}
	g.mu.Lock()
	g.listener = l
	g.mu.Unlock()
	go func() {
		<-g.wanted
		g.run(filepath.Dir(socket))
	}()
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		g.mu.Lock()
		g.client = conn
		g.mu.Unlock()
		g.attached.Store(true)
		go g.fromGoNB(conn)
	}
}

// fromGoNB answers GoNB's greeting and passes the rest on.
func (g *gopls) fromGoNB(conn net.Conn) {
	defer g.attached.Store(false)
	for r := bufio.NewReader(conn); ; {
		text, err := readLSP(r)
		if err != nil {
			return
		}
		var m lspMessage
		_ = json.Unmarshal(text, &m)
		switch m.Method {
		case "initialize":
			g.toClient(lspReply(m.ID, map[string]any{"capabilities": map[string]any{}}))
		case "initialized":
		default:
			g.toServer(text)
		}
	}
}

// run starts gopls for the folder of the notebook's module and serves it until it ends. It ends with its standard
// input, and so with the front.
func (g *gopls) run(folder string) {
	cmd := exec.Command("gopls", "serve")
	cmd.Path = behind(os.Getenv("PATH"))
	cmd.Dir = folder
	if cmd.Path == "" {
		return
	}
	cmd.Err = nil
	in, errIn := cmd.StdinPipe()
	out, errOut := cmd.StdoutPipe()
	if errIn != nil || errOut != nil || startDetached(cmd) != nil {
		return
	}
	g.mu.Lock()
	g.server = in
	g.mu.Unlock()
	g.toServer(lspInitialize(folder))
	for r := bufio.NewReader(out); ; {
		text, err := readLSP(r)
		if err != nil {
			break
		}
		g.fromServer(text)
	}
	g.loaded.Store(false)
	_ = cmd.Wait()
}

// fromServer answers what gopls asks of the front, watches for the end of its start, and passes the rest on to GoNB.
func (g *gopls) fromServer(text []byte) {
	var m lspMessage
	_ = json.Unmarshal(text, &m)
	switch {
	case m.ID != nil && string(*m.ID) == frontID:
		g.toServer([]byte(`{"jsonrpc":"2.0","method":"initialized","params":{}}`))
	case m.Method == "workspace/configuration":
		g.toServer(lspReply(m.ID, make([]any, len(m.Params.Items))))
	case m.Method == "$/progress":
		if m.Params.Value.Kind == "end" {
			g.loaded.Store(true)
		}
	case m.Method != "" && m.ID != nil: // registering capabilities and the like
		g.toServer(lspReply(m.ID, nil))
	default:
		g.toClient(text)
	}
}

func (g *gopls) toServer(text []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.server != nil {
		_ = writeLSP(g.server, text)
	}
}

func (g *gopls) toClient(text []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.client != nil {
		_ = writeLSP(g.client, text)
	}
}

// close ends gopls.
func (g *gopls) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.listener != nil {
		_ = g.listener.Close()
	}
	if g.server != nil {
		_ = g.server.Close()
	}
}
