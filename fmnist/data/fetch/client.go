package fetch

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Limits that no mirror can exceed.
const (
	maxRedirects = 5  // GitHub's releases take one, shortened links two
	maxResumes   = 20 // connections for one file from one address: a link that breaks every 5 % still delivers
)

// Times are variables for the tests' sake.
var (
	// slowest is the least speed, in bytes a second, at which a whole file has to come: 26 MB in 14 minutes. What has
	// arrived by then is kept, so that the next attempt goes on from there.
	slowest int64 = 32 << 10
	stall         = 30 * time.Second // how long a server may send nothing before it is given up
	grace         = 60 * time.Second // for connecting and answering, on top of the time for the bytes
)

// allowance is the time in which an address has to deliver size bytes.
func allowance(size int64) time.Duration {
	return grace + time.Duration(size/slowest)*time.Second
}

// client waits for slow links but not for dead ones, and follows few redirects, none of them to plain http.
var client = &http.Client{
	Transport: &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  stall,
		MaxResponseHeaderBytes: 64 << 10, // ten times what any of the servers sends
		DisableCompression:     true,     // the checksum is of the file as it lies there
	},
	CheckRedirect: func(next *http.Request, before []*http.Request) error {
		if len(before) > maxRedirects {
			return redirected("redirects without end")
		}
		if err := secure(next.URL); err != nil {
			return redirected("redirects to an address that " + err.Error())
		}
		return nil
	},
}

// redirected is what is wrong with a redirect.
type redirected string

func (r redirected) Error() string { return string(r) }

// secure refuses what is not https, so that nobody on the way can see or change what is asked for. Plain http to this
// machine itself is allowed: it crosses no network.
func secure(u *url.URL) error {
	if u.Scheme == "https" && u.Host != "" {
		return nil
	}
	if u.Scheme == "http" {
		if ip := net.ParseIP(u.Hostname()); u.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
			return nil
		}
		return errors.New("is plain http, and only https is safe")
	}
	return errors.New("is no https address")
}
