package export

import (
	"errors"
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/regex"
)

// UReport writes the crash as ABRT's uReport2 of a kernel oops, as its server checks
// it (abrt/faf, src/pyfaf/problemtypes/kerneloops.py). What a console does not tell,
// the name of the system, is read off the kernel's release where that has it. A crash
// without a kernel's release or a call chain is an error: the server takes none.
func UReport(c *crash.Crash, opt Options) ([]byte, error) {
	if !uVersion.Get().MatchString(c.Kernel) {
		return nil, errors.New("no uReport can be made: the log does not tell the kernel's release, as 6.1.0; `--as json` needs none")
	}
	frames := uFrames(c.Chain)
	if len(frames) == 0 {
		return nil, errors.New("no uReport can be made: the crash has no call chain; `--as json` needs none")
	}
	line := Clean
	if opt.Redact != nil {
		line = func(s string) string { return opt.Redact(Clean(s)) }
	}
	var raw strings.Builder
	for i := range c.Body {
		raw.WriteString(line(c.Body[i].Text) + "\n")
	}
	version, release, machine := releaseOf(c)
	return encoded(uReport{
		V: 2, Reason: line(Headline(c)), Reporter: uReporter{"oopscope", "2"}, OS: uSystem(c.Kernel, machine),
		Problem: uProblem{
			Type: "kerneloops", Component: "kernel", Version: c.Kernel, Raw: raw.String(), Taint: uTaints(c), Modules: uModules(c), Frames: frames,
		},
		Packages: []uPackage{{Name: "kernel", Version: version, Release: release, Architecture: machine, Role: "affected"}},
	})
}

// uVersion and uName are what the server takes for a kernel's release and for a name.
var (
	uVersion = regex.Of(`^\d+\.\d+\.\d+[A-Za-z0-9._+~-]*$`)
	uName    = regex.Of(`^[A-Za-z0-9_.]+$`)
	uModule  = regex.Of(`^[A-Za-z0-9_]+$`)
	// 6.5.6-300.fc39.x86_64, 4.18.0-305.el8.aarch64+debug
	packaged = regex.Of(`\.(fc|el)(\d+)(?:_\d+)?\.([a-z0-9_]+)(?:\+\w+)?$`)
)

// uTaintNames are the server's names of the kernel's taint flags.
var uTaintNames = map[string]string{
	"P": "module_proprietary", "F": "forced_module", "S": "smp_unsafe", "R": "forced_removal", "M": "mce", "B": "page_release",
	"U": "userspace", "D": "died_recently", "A": "acpi_overridden", "W": "warning", "C": "staging_driver", "I": "firmware_workaround",
	"O": "module_out_of_tree", "E": "unsigned_module", "L": "soft_lockup", "K": "live_patch",
}

func uTaints(c *crash.Crash) []string {
	names := []string{}
	for _, t := range c.Taint {
		if n := uTaintNames[t.Flag]; n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

func uModules(c *crash.Crash) []string {
	names := []string{}
	for _, m := range c.Modules {
		if uModule.Get().MatchString(m.Name) {
			names = append(names, m.Name)
		}
	}
	return names
}

// uFrames leaves out what the server takes for no function.
func uFrames(chain []arch.Frame) (frames []uFrame) {
	for i := range chain {
		f := &chain[i]
		if !uName.Get().MatchString(f.Function) {
			continue
		}
		u := uFrame{Address: f.Address, Reliable: f.Reliable, Function: f.Function, Offset: f.Offset & (1<<63 - 1), Length: f.Size & (1<<63 - 1)}
		if uModule.Get().MatchString(f.Module) {
			u.Module = f.Module
		}
		frames = append(frames, u)
	}
	return frames
}

// releaseOf splits a kernel's release as its package is named.
func releaseOf(c *crash.Crash) (version, release, machine string) {
	version, release, _ = strings.Cut(c.Kernel, "-")
	machine = Clean(c.Arch)
	if m := packaged.Get().FindStringSubmatch(c.Kernel); m != nil {
		machine = m[3]
		release, _, _ = strings.Cut(release, "."+machine)
	}
	if release == "" {
		release = "0"
	}
	return version, release, machine
}

func uSystem(kernel, machine string) uOS {
	names := map[string]string{"fc": "fedora", "el": "rhel"}
	if m := packaged.Get().FindStringSubmatch(kernel); m != nil {
		return uOS{names[m[1]], m[2], machine}
	}
	version, _, _ := strings.Cut(kernel, "-")
	return uOS{"linux", version, machine}
}

type uReport struct {
	V        int        `json:"ureport_version"`
	Reason   string     `json:"reason"`
	Reporter uReporter  `json:"reporter"`
	OS       uOS        `json:"os"`
	Problem  uProblem   `json:"problem"`
	Packages []uPackage `json:"packages"`
}

type uReporter struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type uOS struct {
	Name         string `json:"name"`
	Version      string `json:"version"`
	Architecture string `json:"architecture"`
}

type uProblem struct {
	Type      string   `json:"type"`
	Component string   `json:"component"`
	Version   string   `json:"version"`
	Raw       string   `json:"raw_oops"`
	Taint     []string `json:"taint_flags"`
	Modules   []string `json:"modules"`
	Frames    []uFrame `json:"frames"`
}

type uFrame struct {
	Address  uint64 `json:"address,omitempty"`
	Reliable bool   `json:"reliable"`
	Function string `json:"function_name"`
	Offset   uint64 `json:"function_offset"`
	Length   uint64 `json:"function_length"`
	Module   string `json:"module_name,omitempty"`
}

type uPackage struct {
	Name         string `json:"name"`
	Epoch        int    `json:"epoch"`
	Version      string `json:"version"`
	Release      string `json:"release"`
	Architecture string `json:"architecture"`
	Role         string `json:"package_role"`
}
