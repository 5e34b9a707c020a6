package exchange

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/exchange/tensorboard"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// curve is a column of a history as TensorBoard shows it, under the tag of Keras' callback.
type curve struct{ column, tag string }

// parts are the folders of Keras' callback and the curves in each.
var parts = []struct {
	folder string
	curves []curve
}{
	{"train", []curve{{"loss", "epoch_loss"}, {"accuracy", "epoch_accuracy"}, {"learning_rate", "epoch_learning_rate"}}},
	{"validation", []curve{{"val_loss", "epoch_loss"}, {"val_accuracy", "epoch_accuracy"}}},
}

// events brings DIR/RUN/train and DIR/RUN/validation up to a history whose last epoch ended at that time, with the tags
// and steps, counted from 0, of Keras' callback, so that its curves and these lie over one another. Epochs that are
// there already are not written again; files of another history are replaced. It returns the files' names.
func events(dir, run string, ended time.Time, history []plan.Epoch) (files []string, err error) {
	for _, part := range parts {
		all := scalars(part.curves, ended, history)
		if len(all) == 0 {
			continue
		}
		folder := filepath.Join(dir, run, part.folder)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, fmt.Errorf("%s cannot be made: %w", folder, err)
		}
		file, err := eventFile(folder, begun(ended, history), all)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// eventFile brings a folder's event file up to all scalars. What is added is appended, since TensorBoard goes on
// reading the files that it has open.
func eventFile(folder string, begun float64, all []tensorboard.Scalar) (string, error) {
	const frame = "events.out.tfevents.%s.gofmnist"
	there, err := filepath.Glob(filepath.Join(folder, fmt.Sprintf(frame, "*")))
	if err != nil {
		return "", err
	}
	if len(there) == 1 {
		raw, err := os.ReadFile(there[0])
		if err != nil {
			return "", err
		}
		have, whole, err := tensorboard.Begun(raw)
		if whole > 0 && agree(have, all) {
			if err == nil && len(have) >= len(all) {
				return there[0], nil
			}
			return there[0], extend(there[0], whole, tensorboard.Append(nil, all[min(len(have), len(all)):]...))
		}
	}
	for _, other := range there {
		if err := os.Remove(other); err != nil {
			return "", fmt.Errorf("%s cannot be replaced: %w", other, err)
		}
	}
	file := filepath.Join(folder, fmt.Sprintf(frame, fmt.Sprint(int64(begun))))
	return file, replace(file, tensorboard.Encode(begun, all))
}

// agree reports that one of two lists of scalars begins the other; when they were written does not matter.
func agree(a, b []tensorboard.Scalar) bool {
	n := min(len(a), len(b))
	return slices.EqualFunc(a[:n], b[:n], func(x, y tensorboard.Scalar) bool {
		return x.Tag == y.Tag && x.Step == y.Step && math.Float32bits(x.Value) == math.Float32bits(y.Value)
	})
}

// extend appends to a file behind its first so many bytes; what lies behind them was cut off when it was written.
func extend(file string, whole int, more []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err == nil {
		err = f.Truncate(int64(whole))
		if err == nil {
			_, err = f.WriteAt(more, int64(whole))
		}
		err = cmp.Or(err, f.Close())
	}
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", file, err)
	}
	return nil
}

// begun is when the first epoch began, seconds since 1970, had all of them followed one another.
func begun(ended time.Time, history []plan.Epoch) float64 {
	at := float64(ended.UnixMilli()) / 1000
	for _, e := range history {
		at -= e.Seconds
	}
	return at
}

// scalars are the curves, epoch by epoch.
func scalars(curves []curve, ended time.Time, history []plan.Epoch) (all []tensorboard.Scalar) {
	at := begun(ended, history)
	for i, e := range history {
		at += e.Seconds
		for _, c := range curves {
			if x := column(c.column).of(e); !math.IsNaN(x) {
				all = append(all, tensorboard.Scalar{Tag: c.tag, Step: int64(i), Time: at, Value: float32(x)})
			}
		}
	}
	return all
}

// column is the column of a history with that name.
func column(name string) figure {
	return historyColumns[slices.IndexFunc(historyColumns, func(f figure) bool { return f.name == name })]
}
