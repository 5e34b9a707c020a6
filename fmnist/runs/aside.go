package runs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// asideMark stands between the name of a damaged run or value and the time at which it was set aside.
const asideMark = ".damaged-"

// setAside renames a damaged folder or file and returns its new path.
func setAside(path string) (string, error) {
	stamp := path + asideMark + time.Now().Format("20060102-150405")
	for i := 1; ; i++ {
		target := stamp
		if i > 1 {
			target = fmt.Sprintf("%s-%d", stamp, i)
		}
		if _, err := os.Lstat(target); errors.Is(err, fs.ErrNotExist) {
			return target, errors.Join(os.Rename(path, target), syncDir(filepath.Dir(path)))
		}
	}
}

// isAside reports whether a name was made by setAside.
func isAside(name string) bool { return strings.Contains(name, asideMark) }
