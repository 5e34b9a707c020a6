package wire

import (
	"context"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// Socket is a ZeroMQ socket with the key of its messages. Any number of goroutines may send.
type Socket struct {
	zmq zmq4.Socket
	key string
	mu  sync.Mutex
}

// Send sends a message. A peer that is gone is no error: it will not ask for the message again.
func (s *Socket) Send(m *Message) {
	frames := m.Encode(s.key)
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.zmq.SendMulti(zmq4.NewMsgFrom(frames...))
}

// Each calls f with every message until the socket is closed. Messages that cannot be read are passed over, as the
// protocol asks for those with a wrong signature.
func (s *Socket) Each(f func(*Message)) {
	for {
		msg, err := s.zmq.Recv()
		if err != nil {
			return
		}
		if m, err := Decode(s.key, msg.Frames); err == nil {
			f(m)
		}
	}
}

// Close closes the socket.
func (s *Socket) Close() { _ = s.zmq.Close() }

// Channels are the sockets of one side of a relay.
type Channels struct {
	Shell, Control, Stdin, IOPub *Socket
	heartbeat                    zmq4.Socket
}

// Bind opens the kernel's side of a connection and answers its heartbeat.
func Bind(ctx context.Context, c Connection) (*Channels, error) {
	var failed error
	bind := func(s zmq4.Socket, port int) *Socket {
		if err := s.Listen(c.Addr(port)); err != nil && failed == nil {
			failed = err
		}
		return &Socket{zmq: s, key: c.Key}
	}
	ch := &Channels{
		Shell: bind(zmq4.NewRouter(ctx), c.Shell), Control: bind(zmq4.NewRouter(ctx), c.Control),
		Stdin: bind(zmq4.NewRouter(ctx), c.Stdin), IOPub: bind(zmq4.NewPub(ctx), c.IOPub),
	}
	ch.heartbeat = bind(zmq4.NewRep(ctx), c.Heartbeat).zmq
	go ch.beat()
	return ch, failed
}

func (ch *Channels) beat() {
	for {
		msg, err := ch.heartbeat.Recv()
		if err != nil {
			return
		}
		_ = ch.heartbeat.Send(msg)
	}
}

// Dial opens the client's side of a connection, and waits for a kernel that is starting: 20 s at most. All sockets have
// one identity, because GoNB answers requests of the control channel on the shell channel.
func Dial(ctx context.Context, c Connection) (*Channels, error) {
	opts := []zmq4.Option{zmq4.WithID(zmq4.SocketIdentity("front")), zmq4.WithDialerRetry(5 * time.Millisecond),
		zmq4.WithDialerMaxRetries(4000)}
	var failed error
	dial := func(s zmq4.Socket, port int) *Socket {
		if err := s.Dial(c.Addr(port)); err != nil && failed == nil {
			failed = err
		}
		return &Socket{zmq: s, key: c.Key}
	}
	ch := &Channels{
		Shell: dial(zmq4.NewDealer(ctx, opts...), c.Shell), Control: dial(zmq4.NewDealer(ctx, opts...), c.Control),
		Stdin: dial(zmq4.NewDealer(ctx, opts...), c.Stdin), IOPub: dial(zmq4.NewSub(ctx, opts...), c.IOPub),
	}
	if err := ch.IOPub.zmq.SetOption(zmq4.OptionSubscribe, ""); err != nil && failed == nil {
		failed = err
	}
	return ch, failed
}

// Close closes all sockets.
func (ch *Channels) Close() {
	for _, s := range []*Socket{ch.Shell, ch.Control, ch.Stdin, ch.IOPub} {
		s.Close()
	}
	if ch.heartbeat != nil {
		_ = ch.heartbeat.Close()
	}
}
