package build

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Tool keeps what the go command gives a tool, compile or link with all its arguments, for the plan of the cell that
// Cell left to it. The caller then runs the tool.
func Tool(front string, args []string) error {
	f := in(front)
	switch filepath.Base(args[0]) {
	case "compile":
		return f.keepCompile(args)
	case "link":
		return f.keepPlan(args)
	}
	return nil
}

func (f folder) begun() (begun, error) {
	var b begun
	text, err := os.ReadFile(filepath.Join(f.next(), "begun.json"))
	if err == nil {
		err = json.Unmarshal(text, &b)
	}
	return b, err
}

// environ is what the go command runs a tool with.
func environ() []string {
	return slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, "TOOLEXEC_") })
}

// keepCompile keeps how the cell itself is compiled.
func (f folder) keepCompile(args []string) error {
	b, err := f.begun()
	if err != nil {
		return err
	}
	if get(args, "-p") != "main" {
		return nil
	}
	sources, err := sources(args, b.Source.Dir)
	if err != nil {
		return err
	}
	if !slices.Equal(sources, b.Source.Files) {
		return fmt.Errorf("the go command compiles %q, not %q", sources, b.Source.Files)
	}
	from, to := filepath.Dir(get(args, "-o")), f.plan(b.Source.Key)
	config, err := lasting(get(args, "-importcfg"), from, to)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(f.next(), "importcfg"), config, 0o600); err != nil {
		return err
	}
	text, err := json.Marshal(command{moved(args, from, to), environ()})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(f.next(), "compile.json"), text, 0o600)
}

// sources returns the files of the folder dir that compile is given, and an error where it would read others.
func sources(args []string, dir string) ([]string, error) {
	var out []string
	for i := 1; i < len(args); i++ {
		name, _, _ := strings.Cut(args[i], "=")
		switch name {
		case "-o", "-trimpath", "-p", "-buildid", "-goversion", "-importcfg":
			i++
		case "-lang", "-c", "-complete", "-nolocalimports", "-pack", "-dwarf", "-N", "-l", "-shared":
		default:
			if strings.HasPrefix(args[i], "-") || filepath.Dir(absolute(dir, args[i])) != dir {
				return nil, fmt.Errorf("compile is given %q", args[i])
			}
			out = append(out, filepath.Base(args[i]))
		}
	}
	return out, nil
}

// slack is how far behind the clock the times of files may be: they tick in hundredths of a second.
const slack = 20 * time.Millisecond

// keepPlan completes the plan: everything that is linked has been built.
func (f folder) keepPlan(args []string) error {
	b, err := f.begun()
	if err != nil {
		return err
	}
	var p plan
	text, err := os.ReadFile(filepath.Join(f.next(), "compile.json"))
	if err == nil {
		err = json.Unmarshal(text, &p.Compile)
	}
	if err != nil {
		return err
	}
	file := get(args, "-importcfg")
	from, to := filepath.Dir(file), f.plan(b.Source.Key)
	p.Link = command{moved(args, from, to), environ()}
	config, err := lasting(file, from, to)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(f.next(), filepath.Base(file)), config, 0o600); err != nil {
		return err
	}
	if err := p.watch(config, to, b.Source.Dir); err != nil {
		return err
	}
	var latest time.Time
	if p.Sum, latest, err = p.Watched.sum(); err != nil {
		return err
	}
	if latest.After(b.Time.Add(-slack)) {
		return fmt.Errorf("a file was changed at %v, when the build began", latest)
	}
	if err := p.save(f.next()); err != nil {
		return err
	}
	_ = os.RemoveAll(to)
	if err := os.Rename(f.next(), to); err != nil {
		return err
	}
	return os.WriteFile(f.nextSum(), []byte(b.Source.Sum), 0o600)
}
