package install

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// unpack takes out of a wheel what a plugin needs at run time: the plugin itself, NVIDIA's libraries and programs, and
// the licences. Headers and static libraries stay behind.
func unpack(wheel, staged string, s Source) error {
	z, err := zip.OpenReader(wheel)
	if err != nil {
		return err
	}
	defer z.Close()
	for _, f := range z.File {
		to := target(f.Name, s)
		if to == "" || f.FileInfo().IsDir() {
			continue
		}
		if !filepath.IsLocal(to) {
			return fmt.Errorf("%q leads out of the folder", f.Name)
		}
		if err := extract(f, filepath.Join(staged, to)); err != nil {
			return err
		}
	}
	return nil
}

// target is where a file of a wheel goes in the staged folder, "" if it is not needed.
func target(name string, s Source) string {
	switch base := path.Base(name); {
	case name == s.Plugin && s.CUDA():
		return path.Join("nvidia", "pjrt_c_api_cuda_plugin.so")
	case name == s.Plugin:
		return "pjrt_c_api_cpu_plugin.so"
	case strings.Contains(name, ".dist-info/") &&
		(strings.Contains(strings.ToUpper(base), "LICEN") || strings.Contains(base, "NOTICES")):
		project, _, _ := strings.Cut(name, "-")
		folder := "licences"
		if s.CUDA() {
			folder = "nvidia/licences"
		}
		return path.Join(folder, project+"-"+base)
	case !strings.HasPrefix(name, "nvidia/"), strings.Contains(name, "/include/"), strings.HasSuffix(name, ".a"),
		strings.HasSuffix(name, ".py"):
		return ""
	}
	return name
}

func extract(f *zip.File, to string) (err error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	mode := os.FileMode(0o644)
	if strings.Contains(f.Name, "/bin/") || f.Mode()&0o111 != 0 {
		mode = 0o755
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if f.UncompressedSize64 > 8<<30 {
		return fmt.Errorf("%q says it has %d bytes", f.Name, f.UncompressedSize64)
	}
	_, err = io.Copy(out, io.LimitReader(in, int64(f.UncompressedSize64)))
	return err
}
