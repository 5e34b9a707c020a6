package safetensors

import (
	"encoding/binary"
	"math"
	"reflect"
	"strings"
	"testing"
)

func TestRoundTripKeepsEveryBit(t *testing.T) {
	values := []float32{0, float32(math.Copysign(0, -1)), 1, math.SmallestNonzeroFloat32, -math.MaxFloat32, 0.1}
	f := File{Tensors: []Tensor{{"10.weight", []int{2, 3}, values}, {"n", nil, nil}},
		Metadata: map[string]string{"format": "pt"}}
	raw, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	if len(back.Tensors) != 2 || !reflect.DeepEqual(back.Tensors[0].Shape, []int{2, 3}) ||
		back.Tensors[1].Values != nil || back.Metadata["format"] != "pt" {
		t.Fatalf("read back %+v", back)
	}
	for i, v := range back.Tensors[0].Values {
		if math.Float32bits(v) != math.Float32bits(values[i]) {
			t.Errorf("value %d is %v, want %v", i, v, values[i])
		}
	}
}

// The values of IEEE 754's table for 16-bit numbers.
func TestHalf(t *testing.T) {
	for bits, want := range map[uint16]float32{0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x0001: 5.9604645e-08,
		0x3555: 0.33325195, 0x8000: 0} {
		if got := half(bits); got != want {
			t.Errorf("half(%#x) = %v, want %v", bits, got, want)
		}
	}
}

func file(header string, values ...byte) []byte {
	return append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), append([]byte(header), values...)...)
}

func TestHostileFiles(t *testing.T) {
	for name, c := range map[string]struct {
		raw  []byte
		want string
	}{
		"empty":  {nil, "too short"},
		"length": {append(binary.LittleEndian.AppendUint64(nil, 1<<62), '{'), "cut off"},
		"json":   {file("{nonsense}"), "cannot be read"},
		"huge shape": {file(`{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}`, 0, 0, 0, 0),
			"impossible shape"},
		"overflow":     {file(`{"a":{"dtype":"F32","shape":[4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4,4],"data_offsets":[0,4]}}`, 0, 0, 0, 0), "impossible shape"},
		"offsets":      {file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, 0, 0, 0, 0), "does not lie"},
		"overlap":      {file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 0, 0, 0, 0), "does not lie"},
		"behind":       {file(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, 0, 0), "follow"},
		"unknown type": {file(`{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}`, 0), "float32"},
	} {
		if _, err := Decode(c.raw); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	good, _ := File{Tensors: []Tensor{{"a", []int{2}, []float32{1, 2}}, {"b", nil, nil}},
		Metadata: map[string]string{"k": "v"}}.Encode()
	f.Add(good)
	f.Add(file(`{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}`, 0, 0))
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := Decode(raw)
		if err != nil {
			return
		}
		for _, tensor := range file.Tensors {
			if len(tensor.Values) > len(raw) {
				t.Fatalf("%d values of %d bytes", len(tensor.Values), len(raw))
			}
		}
	})
}
