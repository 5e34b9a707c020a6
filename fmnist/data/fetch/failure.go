package fetch

import (
	"errors"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
)

// failure is what one address did wrong.
type failure struct {
	host   string
	reason error
}

// longest is how much of one reason is told: the hosts' own words are not ours to repeat at length.
const longest = 120

// oneSentence joins the failures: hosts that failed in the same way share one clause.
func oneSentence(failures []failure) error {
	if len(failures) == 0 {
		return errors.New("no address is given")
	}
	var reasons []string
	hosts := map[string][]string{}
	for _, f := range failures {
		reason := shorten(f.reason.Error())
		if !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
		if !slices.Contains(hosts[reason], f.host) {
			hosts[reason] = append(hosts[reason], f.host)
		}
	}
	clauses := make([]string, len(reasons))
	for i, reason := range reasons {
		clauses[i] = strings.Join(hosts[reason], " and ") + " " + reason
	}
	return errors.New(strings.Join(clauses, "; "))
}

// shorten makes one line of at most longest characters, without what a terminal would obey.
func shorten(text string) string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, text)
	if runes := []rune(clean); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return clean
}

// host names an address in messages.
func host(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}

// rootCause says in a few words why there was no answer: without the method, address, resolver and socket that
// net/http puts before the reason.
func rootCause(err error) error {
	if named := (*net.DNSError)(nil); errors.As(err, &named) {
		return errors.New("its name is not known; is there a network?")
	}
	if dial := (*net.OpError)(nil); errors.As(err, &dial) {
		if call := (*os.SyscallError)(nil); errors.As(dial.Err, &call) {
			return call.Err
		}
		return dial.Err
	}
	if u := (*url.Error)(nil); errors.As(err, &u) {
		return u.Err
	}
	return err
}
