package crash

import "strings"

// Symbols are the file that a crash's source locations are from, and by what it
// proved to be of the kernel that printed the crash.
type Symbols struct {
	File  string  // that of the place of death, without its directory; "" when there is none
	Proof []Proof // by what it belongs to the kernel
	Doubt string  // why some locations are doubtful, of this file or another; "" when nothing speaks against them
	Other []File  // further files in use, those that frames elsewhere in the crash are from
}

// A File is one with symbols, and by what it proved itself.
type File struct {
	Name  string
	Proof []Proof
}

// A Proof is what a file and a report agree in that chance does not explain.
type Proof string

// The proofs.
const (
	ByCode    Proof = "code"     // the code that was printed around the PC is the file's
	ByCalls   Proof = "calls"    // before the return addresses stand calls of the functions above
	BySizes   Proof = "sizes"    // functions of the trace are as long as printed
	ByBuildID Proof = "build-id" // the linker's id
	ByBanner  Proof = "banner"   // the "Linux version" line
)

// String is the badge: "vmlinux: proved by code, calls, sizes", or what is doubtful.
func (s Symbols) String() string {
	switch {
	case s.Doubt != "" && s.File == "":
		return "none: " + s.Doubt
	case s.Doubt != "":
		return "doubtful: " + s.Doubt
	case s.File == "":
		return ""
	}
	words := []string{File{s.File, s.Proof}.String()}
	for _, f := range s.Other {
		words = append(words, f.String())
	}
	return strings.Join(words, "; ")
}

// String is "vmlinux: proved by code, calls, sizes".
func (f File) String() string {
	if len(f.Proof) == 0 {
		return f.Name + ": not proved to be this kernel's"
	}
	words := make([]string, len(f.Proof))
	for i, p := range f.Proof {
		words[i] = string(p)
	}
	return f.Name + ": proved by " + strings.Join(words, ", ")
}
