package install

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
)

// Source is one place that a plugin comes from.
type Source struct {
	Name     string // as typed: "cpu", "cuda13"
	Title    string
	Version  string
	License  string
	Platform []string // GOOS/GOARCH
	Wheels   []Wheel  // the first holds the plugin; none: go-xla's release
	Plugin   string   // the plugin's path in its wheel
	Driver   int      // NVIDIA driver that it needs at least, 0 for a CPU plugin
}

// Wheel is one file of the Python package index.
type Wheel struct {
	Project, Version string
	Size             int64 // bytes
	SHA256           string
}

// CUDA says whether the source is for NVIDIA devices.
func (s Source) CUDA() bool { return s.Driver > 0 }

// Size is the number of bytes to download; of go-xla's release it is the most that is accepted.
func (s Source) Size() int64 {
	if s.Wheels == nil {
		return releaseLimit
	}
	var sum int64
	for _, w := range s.Wheels {
		sum += w.Size
	}
	return sum
}

// Here says whether the source has a plugin for this system.
func (s Source) Here() bool { return slices.Contains(s.Platform, runtime.GOOS+"/"+runtime.GOARCH) }

const (
	apache = "Apache-2.0"
	nvidia = "Apache-2.0, NVIDIA's libraries under NVIDIA's terms"
)

var linuxAMD64 = []string{"linux/amd64"}

// Sources are all that is known, the first for a kind being the one that is taken: of the CPU's, the one that is
// fastest or as fast as any in everything that was timed (docs/BACKENDS.md).
func Sources() []Source {
	return []Source{
		{Name: "cpu", Title: "XLA for the CPU, The OpenXLA Authors' build of November 2025", Version: "0.0.1",
			License: apache, Platform: linuxAMD64,
			Plugin: "xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so",
			Wheels: []Wheel{{"xla-cpu-pjrt", "0.0.1", 63461052,
				"55837b6b7b47daa717f2d9a5a03563ea0ceaa338d06a81a1e2d3f060d960decc"}}},
		{Name: "cpu-jaxlib", Title: "XLA for the CPU, from jaxlib 0.11.2's sources", Version: "0.11.2", License: apache,
			Platform: linuxAMD64,
			Plugin:   "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so",
			Wheels: []Wheel{{"lammps-jax-pjrt-cpu", "0.11.2", 62711338,
				"1319390d948b39f69f7dade496b7c385149d9ca6097a6b62114da113216d9ad1"}}},
		{Name: "cpu-release", Title: "XLA for the CPU, go-xla's own release", Version: releaseVersion, License: apache,
			Platform: []string{"linux/amd64", "linux/arm64", "darwin/arm64"}},
		{Name: "cpu-zml", Title: "XLA for the CPU, zml's build of June 2026", Version: "2026.6.23", License: apache,
			Platform: linuxAMD64,
			Plugin:   "fastatomstruct_xla_cpu/libpjrt_cpu.so",
			Wheels: []Wheel{{"fastatomstruct-xla-cpu", "2026.6.23", 63200622,
				"88b1c430b341b4bea40a37420311c9c75db6e22b46d2ff95b6986577bee6afe9"}}},
		{Name: "cuda13", Title: "XLA for NVIDIA devices, CUDA 13.0", Version: "0.11.0", License: nvidia,
			Platform: linuxAMD64, Driver: 580,
			Plugin: "jax_plugins/xla_cuda13/xla_cuda_plugin.so", Wheels: cuda13},
		{Name: "cuda12", Title: "XLA for NVIDIA devices, CUDA 12.9", Version: "0.11.0", License: nvidia,
			Platform: linuxAMD64, Driver: 525,
			Plugin: "jax_plugins/xla_cuda12/xla_cuda_plugin.so", Wheels: cuda12},
	}
}

// Named finds a source: by its name, or "cpu" and "cuda" for the best one here. driver is the NVIDIA driver's major
// version, 0 where there is none.
func Named(name string, driver int) (Source, error) {
	var names []string
	for _, s := range Sources() {
		names = append(names, s.Name)
		switch {
		case s.Name == name && s.Here(), name == "cpu" && !s.CUDA() && s.Here():
			return s, nil
		case s.Name == name && name != "cpu":
			return s, fmt.Errorf("%s is made for %s, this is %s/%s", name, strings.Join(s.Platform, " and "),
				runtime.GOOS, runtime.GOARCH)
		case name == "cuda" && s.CUDA() && s.Here() && driver >= s.Driver:
			return s, nil
		}
	}
	switch {
	case name == "cuda" && driver == 0:
		return Source{}, fmt.Errorf("there is no NVIDIA driver here; name cuda13 (driver 580 or newer) or cuda12 (525 or newer) to install it for another machine")
	case name == "cuda":
		return Source{}, fmt.Errorf("the NVIDIA driver here is %d, and XLA's oldest plugin needs 525; update the driver",
			driver)
	case name == "cpu":
		return Source{}, fmt.Errorf("there is no XLA plugin for %s/%s", runtime.GOOS, runtime.GOARCH)
	}
	return Source{}, fmt.Errorf("there is no source %q; choose one of cuda, %s", name, strings.Join(names, ", "))
}

// The CUDA plugins are those of the jax release that speaks the version of PJRT's interface, 0.114, for which go-xla
// 0.4.1 was made; beside them the libraries that this release was built with (13.0 update 2, 12.9 update 1).
// docker/cuda has the same list for CUDA 13.
var cuda13 = []Wheel{
	{"jax-cuda13-pjrt", "0.11.0", 125815692, "814092a06a4da93a0b01df9bcdf5f8e0900d6c0a4c3ca7e7ec4ec967de7e96d9"},
	{"nvidia-cublas", "13.1.0.3", 423133236, "ee8722c1f0145ab246bccb9e452153b5e0515fd094c3678df50b2a0888b8b171"},
	{"nvidia-cuda-crt", "13.0.88", 134086, "2c8043c7c9e02492716426e9919fc78d2c5b3b2a7a768a88e952676b08aa55a4"},
	{"nvidia-cuda-cupti", "13.0.85", 10715597, "4eb01c08e859bf924d222250d2e8f8b8ff6d3db4721288cf35d14252a4d933c8"},
	{"nvidia-cuda-nvcc", "13.0.88", 37384532, "56fe502eb77625a12f25172caa3cdddb4e4c8ba2c8c17dba44b164761b380f03"},
	{"nvidia-cuda-nvrtc", "13.0.88", 90215200, "ad9b6d2ead2435f11cbb6868809d2adeeee302e9bb94bcf0539c7a40d80e8575"},
	{"nvidia-cuda-runtime", "13.0.96", 2243632, "7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548"},
	{"nvidia-cudnn-cu13", "9.15.1.9", 351298418, "ebc9a647918df0d7298d67cfaf41579fd4c78ead9aba246f5ad9414d61b9ec4c"},
	{"nvidia-cufft", "12.0.0.61", 214085489, "6c44f692dce8fd5ffd3e3df134b6cdb9c2f72d99cf40b62c32dde45eea9ddad3"},
	{"nvidia-cusolver", "12.0.4.66", 200941980, "0a759da5dea5c0ea10fd307de75cdeb59e7ea4fcb8add0924859b944babf1112"},
	{"nvidia-cusparse", "12.6.3.3", 145942937, "2b3c89c88d01ee0e477cb7f82ef60a11a4bcd57b6b87c33f789350b59759360b"},
	{"nvidia-nccl-cu13", "2.28.9", 196493177, "e4553a30f34195f3fa1da02a6da3d6337d28f2003943aa0a3d247bbc25fefc42"},
	{"nvidia-nvjitlink", "13.0.88", 40713933, "13a74f429e23b921c1109976abefacc69835f2f433ebd323d3946e11d804e47b"},
	{"nvidia-nvshmem-cu13", "3.4.5", 60412546, "290f0a2ee94c9f3687a02502f3b9299a9f9fe826e6d0287ee18482e78d495b80"},
	{"nvidia-nvvm", "13.0.88", 61601415, "c5f41ffeb6466944a026dfa5317d7d85355c119bbec279205d22f1869d1054e0"},
}

var cuda12 = []Wheel{
	{"jax-cuda12-pjrt", "0.11.0", 175803444, "242df99c90827a2937df1c444983d4076173f9836dc0bc1d20df86960144f35a"},
	{"nvidia-cublas-cu12", "12.9.1.4", 581242350, "453611eb21a7c1f2c2156ed9f3a45b691deda0440ec550860290dc901af5b4c2"},
	{"nvidia-cuda-cupti-cu12", "12.9.79", 10814997, "096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f"},
	{"nvidia-cuda-nvcc-cu12", "12.9.86", 40546229, "5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0"},
	{"nvidia-cuda-nvrtc-cu12", "12.9.86", 89568129, "210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4"},
	{"nvidia-cuda-runtime-cu12", "12.9.79", 3493179,
		"25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3"},
	{"nvidia-cudnn-cu12", "9.15.1.9", 647660669, "343d9b4bdba9df2f4acf5e8d8582fd40b66ee65fa5cff7702d58ebdc0c077dfa"},
	{"nvidia-cufft-cu12", "11.4.1.4", 200877592, "c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28"},
	{"nvidia-cusolver-cu12", "11.7.5.82", 338117415,
		"15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88"},
	{"nvidia-cusparse-cu12", "12.5.10.65", 366465088,
		"73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78"},
	{"nvidia-nccl-cu12", "2.28.9", 296782137, "485776daa8447da5da39681af455aa3b2c2586ddcf4af8772495e7c532c7e5ab"},
	{"nvidia-nvjitlink-cu12", "12.9.86", 39748338, "e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9"},
	{"nvidia-nvshmem-cu12", "3.4.5", 139103095, "042f2500f24c021db8a06c5eec2539027d57460e1c1a762055a6554f72c369bd"},
}
