package fetch

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/data"
)

// Mirrors are the folders that serve the four official files, in the order in which they are tried: the data set's own
// repository, then the copy that Keras downloads from. The address in the data set's README is left out, since it has
// no https.
func Mirrors() []string {
	return []string{
		"https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
		"https://storage.googleapis.com/tensorflow/tf-keras-datasets",
	}
}

// Official is the download for [data.Options]: it completes a folder with those of the four official files that are not
// there or not right. progress, when not nil, hears of each file's bytes so far and in all.
func Official(progress func(file string, done, total int64)) data.Download {
	return From(Mirrors(), progress)
}

// From is Official with other mirrors, such as a server in the classroom.
func From(mirrors []string, progress func(file string, done, total int64)) data.Download {
	return func(ctx context.Context, dir string) error {
		return complete(ctx, dir, data.OfficialFiles(), mirrors, progress)
	}
}

// complete fetches the files that are absent or damaged.
func complete(ctx context.Context, dir string, files []data.OfficialFile, mirrors []string,
	progress func(file string, done, total int64)) error {
	for _, f := range files {
		var urls []string
		for _, mirror := range mirrors {
			urls = append(urls, strings.TrimSuffix(mirror, "/")+"/"+f.Name)
		}
		var report func(done, total int64)
		if progress != nil {
			report = func(done, total int64) { progress(f.Name, done, total) }
		}
		sum := Checksum{SHA256: f.SHA256, Size: f.Size}
		if err := File(ctx, filepath.Join(dir, f.Name), urls, sum, report); err != nil {
			return err
		}
	}
	return nil
}
