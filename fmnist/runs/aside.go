package runs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// asideMark stands between the name of a damaged run or value and the time at which it was set aside.
const (
	asideMark   = ".damaged-"
	asideLayout = "20060102-150405"
)

// setAside renames a damaged folder or file and returns its new path.
func setAside(path string) (string, error) {
	stamp := path + asideMark + time.Now().Format(asideLayout)
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

// asideName matches what setAside makes. A run whose own name looks like that ends with 8 or more digits of its hash,
// where a number here has at most 3.
var asideName = regexp.MustCompile(`\.damaged-\d{8}-\d{6}(-\d{1,3})?$`)

// isAside reports whether a name was made by setAside.
func isAside(name string) bool { return asideName.MatchString(name) }

// asideTime is when a thing was set aside, as its name says.
func asideTime(name string) time.Time {
	stamp := name[strings.LastIndex(name, asideMark)+len(asideMark):]
	when, _ := time.ParseInLocation(asideLayout, stamp[:len(asideLayout)], time.Local)
	return when
}
