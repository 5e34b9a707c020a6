package plan

import (
	"bytes"
	"encoding/json"
)

// renamed gives a plan's text the names of today where an earlier version wrote it. What cannot be read stays as it is:
// reading it says why.
func renamed(text []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // 64-bit seeds must not pass through a float
	var value any
	if decoder.Decode(&value) != nil || decoder.More() {
		return text
	}
	upgrade(value)
	now, err := json.Marshal(value)
	if err != nil {
		return text
	}
	return now
}

// oldKinds are names of layers that earlier versions wrote.
var oldKinds = map[string]string{"MeanPool": "AvgPool", "GlobalMean": "GlobalAvgPool", "GlobalMax": "GlobalMaxPool"}

// upgrade gives fields and layers of earlier versions their names of today, where a plan does not use both.
func upgrade(value any) {
	p, ok := value.(map[string]any)
	if !ok {
		return
	}
	rename(p, "early_stop", "early_stopping")
	if schedule, ok := p["schedule"].(map[string]any); ok {
		rename(schedule, "plateau", "reduce_on_plateau")
		if _, ok := schedule["step_decay"]; !ok && (schedule["every"] != nil || schedule["factor"] != nil) {
			decay := map[string]any{}
			for _, name := range []string{"every", "factor"} {
				if x, ok := schedule[name]; ok {
					decay[name] = x
					delete(schedule, name)
				}
			}
			schedule["step_decay"] = decay
		}
	}
	net, _ := p["net"].(map[string]any)
	layers, _ := net["layers"].([]any)
	for _, l := range layers {
		if layer, ok := l.(map[string]any); ok {
			if kind, ok := layer["kind"].(string); ok && oldKinds[kind] != "" {
				layer["kind"] = oldKinds[kind]
			}
		}
	}
}

func rename(object map[string]any, old, now string) {
	if _, both := object[now]; both {
		return
	}
	if value, ok := object[old]; ok {
		object[now] = value
		delete(object, old)
	}
}
