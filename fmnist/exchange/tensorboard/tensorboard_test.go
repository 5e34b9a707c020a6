package tensorboard

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestRoundTrip(t *testing.T) {
	want := []Scalar{{"epoch_loss", 0, 1.5e9, 0.25}, {"epoch_loss", 1 << 40, 1.5e9 + 1, -3}}
	raw := Encode(1.5e9, want)
	if got, err := Decode(raw); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v %v", got, err)
	}
	for i := range raw { // one bit anywhere is noticed
		damaged := append([]byte(nil), raw...)
		damaged[i] ^= 4
		if _, err := Decode(damaged); err == nil {
			t.Errorf("byte %d altered, and nothing said", i)
		}
	}
	if _, err := Decode(raw[:len(raw)-3]); err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("cut off: %v", err)
	}
}

// The same bytes as the tensorboard package's own writer (bench/golden/exchange.py).
func TestGolden(t *testing.T) {
	text, err := os.ReadFile("../../../bench/golden/exchange.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Events struct {
			Begun   float64
			Scalars []Scalar
			Base64  string
		}
	}
	if err := json.Unmarshal(text, &golden); err != nil {
		t.Fatal(err)
	}
	e := golden.Events
	if got := base64.StdEncoding.EncodeToString(Encode(e.Begun, e.Scalars)); got != e.Base64 || len(e.Scalars) < 3 {
		t.Errorf("%s, want %s", got, e.Base64)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(Encode(1, []Scalar{{"a", 1, 2, 3}}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if all, err := Decode(raw); err == nil && len(all) > len(raw) {
			t.Fatal("more scalars than bytes")
		}
		_, _ = eventOf(raw) // check sums keep random bytes from there
	})
}
