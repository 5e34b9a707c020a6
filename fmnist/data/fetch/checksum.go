package fetch

import (
	"bytes"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"strings"
)

// Checksum is what is known about a file before it is downloaded; empty fields are
// not checked. SHA256 protects against tampering; MD5, which some publishers give
// alone, and Size only against accidents.
type Checksum struct {
	SHA256 string // hex
	MD5    string // hex
	Size   int64  // bytes
}

// ErrChecksum matches the error of Verify for a file with other contents.
var ErrChecksum = errors.New("not the expected file")

// Verify checks the file at path against everything that sum gives. A defect is
// ErrChecksum with a reason; a file that is not there matches fs.ErrNotExist.
func Verify(path string, sum Checksum) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if sum.Size > 0 && info.Size() != sum.Size {
		return fmt.Errorf("%w: %s has %d bytes instead of %d%s", ErrChecksum, path, info.Size(), sum.Size,
			webPage(file))
	}
	hashes := map[string]hash.Hash{}
	if sum.SHA256 != "" {
		hashes["sha256"] = sha256.New()
	}
	if sum.MD5 != "" {
		hashes["md5"] = md5.New()
	}
	var all []io.Writer
	for _, h := range hashes {
		all = append(all, h)
	}
	if _, err := io.Copy(io.MultiWriter(all...), file); err != nil {
		return err
	}
	for name, want := range map[string]string{"sha256": sum.SHA256, "md5": sum.MD5} {
		if h := hashes[name]; h != nil && !strings.EqualFold(want, hex.EncodeToString(h.Sum(nil))) {
			return fmt.Errorf("%w: the %s of %s is %x instead of %s%s", ErrChecksum, name, path, h.Sum(nil), want,
				webPage(file))
		}
	}
	return nil
}

// aWebPage is what webPage adds.
const aWebPage = " (it is a web page, perhaps of a proxy or a login)"

// webPage adds the usual explanation when a file is HTML: a proxy, a login or an
// error page was sent with status 200.
func webPage(file io.ReaderAt) string {
	head := make([]byte, 256)
	n, _ := file.ReadAt(head, 0)
	if bytes.HasPrefix(bytes.TrimSpace(head[:n]), []byte("<")) {
		return aWebPage
	}
	return ""
}
