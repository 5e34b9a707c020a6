// Package wire is the Jupyter messaging protocol 5.3 over ZeroMQ, as far as a relay needs it: connection files, signed
// messages, sockets. See https://jupyter-client.readthedocs.io/en/stable/messaging.html.
package wire

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Version is the version of the protocol.
const Version = "5.3"

// Header is a message's header.
type Header struct {
	ID       string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"`
	Type     string `json:"msg_type"`
	Version  string `json:"version"`
}

// Time is when the sender made the message; zero where it does not say so.
func (h Header) Time() time.Time {
	t, err := time.Parse(time.RFC3339Nano, h.Date)
	if err != nil {
		return time.Time{}
	}
	return t
}

// The signed parts of a message, in their order.
const (
	header = iota
	parent
	metadata
	content
	parts
)

// Message is one message. Parts that nobody changes stay as they came, so that a relay passes them on byte for byte.
type Message struct {
	IDs     [][]byte // routing identities, or the topic on iopub
	Header  Header
	Parent  Header
	raw     [parts][]byte
	buffers [][]byte
}

var delimiter = []byte("<IDS|MSG>")

// Decode reads the frames of a message and checks their signature; an empty key means that nothing is signed.
func Decode(key string, frames [][]byte) (*Message, error) {
	at := 0
	for at < len(frames) && !bytes.Equal(frames[at], delimiter) {
		at++
	}
	if len(frames) < at+2+parts {
		return nil, errors.New("a message with missing parts")
	}
	m := &Message{IDs: frames[:at], raw: [parts][]byte(frames[at+2 : at+2+parts]), buffers: frames[at+2+parts:]}
	if key != "" && !hmac.Equal(signature(key, m.raw), frames[at+1]) {
		return nil, errors.New("a message with a wrong signature")
	}
	if err := json.Unmarshal(m.raw[header], &m.Header); err != nil {
		return nil, fmt.Errorf("a message whose header is not JSON: %w", err)
	}
	if err := json.Unmarshal(m.raw[parent], &m.Parent); err != nil {
		return nil, fmt.Errorf("a message whose parent header is not JSON: %w", err)
	}
	return m, nil
}

// Encode returns the frames of a message, signed with key.
func (m *Message) Encode(key string) [][]byte {
	var sum []byte
	if key != "" {
		sum = signature(key, m.raw)
	}
	frames := append(append([][]byte{}, m.IDs...), delimiter, sum)
	return append(append(frames, m.raw[:]...), m.buffers...)
}

func signature(key string, raw [parts][]byte) []byte {
	mac := hmac.New(sha256.New, []byte(key))
	for _, part := range raw {
		mac.Write(part)
	}
	return []byte(hex.EncodeToString(mac.Sum(nil)))
}

// Content is a message's content. Numbers stay as they were written.
type Content map[string]any

// Content reads the content; one that is not a JSON object reads as empty.
func (m *Message) Content() Content { return object(m.raw[content]) }

// SetContent replaces the content.
func (m *Message) SetContent(c any) { m.raw[content], _ = json.Marshal(c) }

// Metadata reads the metadata, as Content does.
func (m *Message) Metadata() Content { return object(m.raw[metadata]) }

func object(raw []byte) Content {
	c := Content{}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&c) != nil || c == nil {
		return Content{}
	}
	return c
}

// Text is a string of the content; "" where there is none.
func (c Content) Text(name string) string {
	s, _ := c[name].(string)
	return s
}

// Int is a whole number of the content; 0 where there is none.
func (c Content) Int(name string) int {
	switch v := c[name].(type) {
	case json.Number:
		i, err := v.Int64()
		if err != nil {
			f, _ := v.Float64()
			return int(f)
		}
		return int(i)
	case int:
		return v
	}
	return 0
}

// True reports whether the content says true to name.
func (c Content) True(name string) bool { return c[name] == true }

// Answer makes a message whose parent is m and which goes to the sender of m.
func (m *Message) Answer(kind string, c any) *Message {
	a := &Message{IDs: m.IDs, Parent: m.Header}
	a.Header = Header{ID: rand.Text(), Session: m.Header.Session, Username: m.Header.Username, Type: kind,
		Version: Version, Date: time.Now().UTC().Format(time.RFC3339Nano)}
	a.raw[header], _ = json.Marshal(a.Header)
	a.raw[parent], a.raw[metadata] = m.raw[header], []byte("{}")
	a.SetContent(c)
	return a
}
