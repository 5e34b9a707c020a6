package main

import (
	"fmt"
	"math"
)

// table maps constants to their names, in order of first use; each is stored sixteen times over.
var (
	table = map[string]string{}
	order []string
)

// constant returns the memory operand of a constant vector.
func constant(value float32) string { return bits(math.Float32bits(value)) }

func bits(word uint32) string {
	key := fmt.Sprintf("%08x", word)
	if _, ok := table[key]; !ok {
		table[key] = "constant" + key
		order = append(order, key)
	}
	return table[key] + "<>(SB)"
}

func constants(f *file, i isa) {
	f.WriteString("\n")
	for _, key := range order {
		for n := range i.lanes / 2 {
			fmt.Fprintf(f, "DATA constant%s<>+%d(SB)/8, $0x%s%s\n", key, 8*n, key, key)
		}
		fmt.Fprintf(f, "GLOBL constant%s<>(SB), RODATA|NOPTR, $%d\n", key, i.bytes())
	}
	table, order = map[string]string{}, nil
}
