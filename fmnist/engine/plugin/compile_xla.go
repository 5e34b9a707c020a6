//go:build xla && cgo && ((linux && (amd64 || arm64)) || (darwin && arm64))

package plugin

// #include <stdlib.h>
// #include "pjrt.h"
import "C"

import "unsafe"

// programs is what the loaded plugin has compiled, set before its first compilation.
var programs *Programs

// fmnistCompile stands for the plugin's "compile": it loads the program from the disk if it has been compiled before.
//
//export fmnistCompile
func fmnistCompile(args *C.PJRT_Client_Compile_Args) *C.PJRT_Error {
	p := args.program
	key := programs.key(bytesOf(p.format, p.format_size), bytesOf(p.code, p.code_size),
		bytesOf(args.compile_options, args.compile_options_size))
	if raw := programs.read(key); raw != nil {
		args.executable = C.fmnist_deserialize(args.client, (*C.char)(unsafe.Pointer(unsafe.SliceData(raw))),
			C.size_t(len(raw)))
		if args.executable != nil {
			return nil
		}
		programs.remove(key) // the plugin does not take it back
	}
	if failed := C.fmnist_compile(args); failed != nil {
		return failed
	}
	var raw *C.char
	var size C.size_t
	if C.fmnist_serialize(args.executable, &raw, &size) != 0 {
		programs.write(key, bytesOf(raw, size))
		C.free(unsafe.Pointer(raw))
	}
	return nil
}

// bytesOf are C's bytes, not copied.
func bytesOf(p *C.char, size C.size_t) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(p)), int(size))
}
