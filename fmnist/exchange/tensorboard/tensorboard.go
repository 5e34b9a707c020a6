// Package tensorboard writes and reads TensorBoard's event files: TFRecords of Event messages with scalars. Format:
// TensorFlow's tfrecord and event.proto.
package tensorboard

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
)

// Scalar is one point of a curve.
type Scalar struct {
	Tag   string
	Step  int64
	Time  float64 // seconds since 1970
	Value float32
}

// version is what the first event of every file says.
const version = "brain.Event:2"

// The fields of Event, Summary and Summary.Value, with their types on the wire.
const (
	eventTime    = 1<<3 | 1
	eventStep    = 2 << 3 // a varint, type 0
	eventVersion = 3<<3 | 2
	eventSummary = 5<<3 | 2
	summaryValue = 1<<3 | 2
	valueTag     = 1<<3 | 2
	valueSimple  = 2<<3 | 5
)

// Encode writes an event file that begins at that time.
func Encode(begun float64, scalars []Scalar) []byte {
	head := binary.LittleEndian.AppendUint64([]byte{eventTime}, math.Float64bits(begun))
	return Append(record(nil, field(head, eventVersion, []byte(version))), scalars...)
}

// Append adds scalars to the content of an event file, or makes what is to be added to one.
func Append(out []byte, scalars ...Scalar) []byte {
	for _, s := range scalars {
		value := field(nil, valueTag, []byte(s.Tag))
		value = binary.LittleEndian.AppendUint32(append(value, valueSimple), math.Float32bits(s.Value))
		event := binary.LittleEndian.AppendUint64([]byte{eventTime}, math.Float64bits(s.Time))
		if s.Step != 0 { // protocol buffers leave zeros out
			event = binary.AppendUvarint(append(event, eventStep), uint64(s.Step))
		}
		out = record(out, field(event, eventSummary, field(nil, summaryValue, value)))
	}
	return out
}

// field appends bytes under a tag.
func field(b []byte, tag byte, content []byte) []byte {
	return append(binary.AppendUvarint(append(b, tag), uint64(len(content))), content...)
}

// record appends a TFRecord: length, its check sum, the content, its check sum.
func record(b, content []byte) []byte {
	length := binary.LittleEndian.AppendUint64(nil, uint64(len(content)))
	b = binary.LittleEndian.AppendUint32(append(b, length...), masked(length))
	return binary.LittleEndian.AppendUint32(append(b, content...), masked(content))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// masked is TFRecord's check sum: CRC-32C, turned by 15 bits, so that sums of sums stay good.
func masked(b []byte) uint32 {
	const delta = 0xa282ead8
	sum := crc32.Checksum(b, castagnoli)
	return (sum>>15 | sum<<17) + delta
}

// Decode reads the scalars of an event file; other events are passed over.
func Decode(raw []byte) ([]Scalar, error) {
	all, _, err := Begun(raw)
	return all, err
}

// Begun reads an event file that may still be written: the scalars of its whole events, the bytes that these take, and
// what is wrong behind them, which is nil at the file's end.
func Begun(raw []byte) (all []Scalar, whole int, err error) {
	for at := 0; whole < len(raw); at++ {
		content, err := recordOf(raw[whole:])
		var scalars []Scalar
		if err == nil {
			scalars, err = eventOf(content)
		}
		if err != nil {
			return all, whole, fmt.Errorf("event %d %w", at, err)
		}
		all, whole = append(all, scalars...), whole+recordFrame+len(content)
	}
	return all, whole, nil
}

// recordFrame is what a TFRecord has around its content, bytes; recordHead is the part in front.
const recordFrame, recordHead = 16, 12

var errCutOff = errors.New("is cut off")

// recordOf is the content of the TFRecord at the beginning of raw.
func recordOf(raw []byte) ([]byte, error) {
	if len(raw) < recordHead {
		return nil, errCutOff
	}
	n := binary.LittleEndian.Uint64(raw)
	if binary.LittleEndian.Uint32(raw[8:]) != masked(raw[:8]) {
		return nil, errors.New("has a wrong check sum of its length; this is no event file, or it is damaged")
	}
	if n > uint64(len(raw)-recordHead) || uint64(len(raw)-recordHead)-n < 4 {
		return nil, errCutOff
	}
	content := raw[recordHead : recordHead+n]
	if binary.LittleEndian.Uint32(raw[recordHead+n:]) != masked(content) {
		return nil, errors.New("has a wrong check sum; the file is damaged")
	}
	return content, nil
}

func eventOf(b []byte) (all []Scalar, err error) {
	var at Scalar
	err = fields(b, func(tag uint64, number uint64, content []byte) error {
		switch tag {
		case eventTime:
			at.Time = math.Float64frombits(number)
		case eventStep:
			at.Step = int64(number)
		case eventSummary:
			return fields(content, func(tag, _ uint64, content []byte) error {
				if tag != summaryValue {
					return nil
				}
				s, simple := Scalar{}, false
				err := fields(content, func(tag, number uint64, content []byte) error {
					switch tag {
					case valueTag:
						s.Tag = string(content)
					case valueSimple:
						s.Value, simple = math.Float32frombits(uint32(number)), true
					}
					return nil
				})
				if simple {
					all = append(all, s)
				}
				return err
			})
		}
		return nil
	})
	for i := range all {
		all[i].Step, all[i].Time = at.Step, at.Time
	}
	return all, err
}

var errFields = errors.New("has fields that cannot be read")

// fields goes through a message of protocol buffers: numbers as they are, everything else as bytes.
func fields(b []byte, each func(tag, number uint64, content []byte) error) error {
	for len(b) > 0 {
		tag, used := binary.Uvarint(b)
		if used <= 0 {
			return errFields
		}
		b = b[used:]
		var number uint64
		var content []byte
		switch tag & 7 {
		case 0, 2:
			if number, used = binary.Uvarint(b); used <= 0 {
				return errFields
			}
			if b = b[used:]; tag&7 == 2 {
				if number > uint64(len(b)) {
					return errFields
				}
				content, b = b[:number], b[number:]
			}
		case 1:
			if len(b) < 8 {
				return errFields
			}
			number, b = binary.LittleEndian.Uint64(b), b[8:]
		case 5:
			if len(b) < 4 {
				return errFields
			}
			number, b = uint64(binary.LittleEndian.Uint32(b)), b[4:]
		default:
			return errFields
		}
		if err := each(tag, number, content); err != nil {
			return err
		}
	}
	return nil
}
