package fetch

import "os"

// noise is count bytes of the classic linear congruential generator.
func noise(count int, seed uint64) []byte {
	values := make([]byte, count)
	for i := range values {
		seed = (1103515245*seed + 12345) % (1 << 31)
		values[i] = byte(seed >> 16)
	}
	return values
}

// regular tells whether path is a file.
func regular(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
