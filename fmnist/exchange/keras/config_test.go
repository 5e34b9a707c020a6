package keras

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

func sequential(input string, layers ...string) []byte {
	all := append([]string{`{"class_name":"InputLayer","config":{"batch_shape":` + input + `,"name":"in"}}`}, layers...)
	return []byte(`{"class_name":"Sequential","config":{"name":"m","layers":[` + strings.Join(all, ",") + `]}}`)
}

const out = `{"class_name":"Dense","config":{"name":"d","units":10}}`

// FuzzConfig reads whatever Keras' JSON may hold.
func FuzzConfig(f *testing.F) {
	f.Add(sequential("[null,28,28,1]", `{"class_name":"Conv2D","config":{"name":"c","filters":3,"kernel_size":[5,5]}}`,
		out))
	f.Add(sequential("[null,784]", out))
	f.Add([]byte(`{"class_name":"Functional","config":{"layers":[{"class_name":"InputLayer","config":{}},{"class_name":"Dense","inbound_nodes":[[["in",0,0,{}]]]}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := parse(text)
		if err != nil {
			return
		}
		if n, sources, err := m.build(nets.AsIs); err == nil && len(sources) > len(n.Layers) {
			t.Fatalf("%d layers with weights of %d", len(sources), len(n.Layers))
		}
	})
}

func TestConfigs(t *testing.T) {
	for name, c := range map[string]struct {
		text []byte
		want string // the network, or a part of the error
	}{
		"vector": {sequential("[null,784]", out), "Flatten → Dense(10)"},
		"reshaped": {sequential("[null,784]", `{"class_name":"Reshape","config":{"target_shape":[28,28,1]}}`,
			`{"class_name":"Flatten","config":{}}`, out), "Flatten → Dense(10)"},
		"scaled": {sequential("[null,28,28,1]",
			`{"class_name":"Rescaling","config":{"scale":0.00392156862745098,"offset":0}}`, out), "Dense(10)"},
		"other": {sequential("[null,28,28,1]",
			`{"class_name":"Rescaling","config":{"name":"r","scale":0.0078,"offset":-1}}`, out),
			"r (Rescaling) is other than pixels / 255"},
		"wide":   {sequential("[null,32,32,1]", out), "-prepare pad32 or resize32"},
		"colour": {sequential("[null,32,32,3]", out), "inputs of shape [32 32 3]"},
		"oblong": {sequential("[null,28,28,1]",
			`{"class_name":"Conv2D","config":{"name":"c","filters":3,"kernel_size":[5,3]}}`),
			"has [5,3] where a square is needed"},
		"same pool": {sequential("[null,28,28,1]",
			`{"class_name":"MaxPooling2D","config":{"pool_size":2,"strides":2,"padding":"same"}}`), "MaxPool(2)"},
		"odd pool": {sequential("[null,28,28,1]",
			`{"class_name":"MaxPooling2D","config":{"name":"p","pool_size":3,"strides":3,"padding":"same"}}`), "is padded"},
		"no input": {[]byte(`{"class_name":"Sequential","config":[` + out + `]}`), "does not say what images"},
		"keras 1":  {[]byte(`{"class_name":"Sequential","config":[{"class_name":"Dense","config":{"batch_input_shape":[null,784],"units":10,"activation":"softmax"}}]}`), "Flatten → Dense(10)"},
		"branched": {[]byte(`{"class_name":"Functional","config":{"layers":[{"class_name":"InputLayer","config":{"name":"a","batch_shape":[null,784]}},
			{"class_name":"Dense","config":{"name":"b","units":9},"inbound_nodes":[[["a",0,0,{}]]]},
			{"class_name":"Dense","config":{"name":"c","units":10},"inbound_nodes":[[["a",0,0,{}]]]}]}}`), `layer "c" takes more or other than what "b" gives`},
		"subclass": {[]byte(`{"class_name":"MyModel","config":{}}`), `"MyModel"`},
	} {
		got := ""
		m, err := parse(c.text)
		if err == nil {
			var n nets.Net
			n, _, err = m.build(nets.AsIs)
			got = n.String()
		}
		if err != nil {
			got = fmt.Sprint(err)
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %s, want %q", name, got, c.want)
		}
	}
}
