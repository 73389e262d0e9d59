package symbol

import (
	"debug/elf"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Board is what a log tells about the kernel that printed it; parts that it
// does not tell are empty.
type Board struct {
	Banner    string // "Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org) …"
	Release   string // "6.1.0-50-amd64"
	Build     string // "#1"
	BuildID   string // hex digits
	Functions []Place
}

// Verdict tells whether an image belongs to a board.
type Verdict struct {
	Compared bool   // there was something to compare
	OK       bool   // nothing speaks against it
	Text     string // what agrees, or what differs, for a person

	BuildID, Banner bool // these are the same
	Sizes           int  // of so many functions
}

// Match compares the image with the kernel that the board runs: by build id,
// by banner, and by the sizes of the functions in its traces.
func (im *Image) Match(b Board) Verdict {
	v := Verdict{OK: true}
	agreed, differs := im.compareBanner(b)
	if ours := im.BuildID(); ours != "" && b.BuildID != "" {
		if v.BuildID = strings.EqualFold(ours, b.BuildID); !v.BuildID {
			return Verdict{Compared: true, Text: fmt.Sprintf("build id: the board has %s, this file %s", short(b.BuildID), short(ours))}
		}
		differs = ""
	}
	if differs != "" {
		return Verdict{Compared: true, Text: differs}
	}
	v.Banner = agreed == sameBanner
	checked, differing := im.compareSizes(b.Functions)
	// Sizes agree to the byte when the build is the same. Behind an equal build id
	// or banner a stray difference may still be a livepatch, or a symbol that only
	// this version's kallsyms hides.
	strays := 0
	if v.Banner || v.BuildID {
		strays = checked / 4
	}
	if len(differing) > strays && !v.BuildID {
		return Verdict{Compared: true, Text: sizesText(differing, checked)}
	}
	v.Sizes = checked - len(differing)
	v.Text = v.words(agreed)
	v.Compared = v.Text != ""
	if !v.Compared {
		v.Text = "nothing in the log tells which build this is"
	}
	return v
}

// words say what agrees.
func (v *Verdict) words(agreed string) string {
	var parts []string
	if v.BuildID {
		parts = append(parts, "same build id")
	}
	if agreed != "" {
		parts = append(parts, agreed)
	}
	switch {
	case v.Sizes == 1:
		parts = append(parts, "1 function size agrees")
	case v.Sizes > 1:
		parts = append(parts, fmt.Sprintf("%d function sizes agree", v.Sizes))
	}
	return strings.Join(parts, ", ")
}

const sameBanner = "same Linux version line"

// short cuts a build id to what people compare.
func short(id string) string { return id[:min(len(id), 12)] }

// compareBanner compares what is known of both versions: one of the results is
// empty, both when nothing is known.
func (im *Image) compareBanner(b Board) (agreed, differs string) {
	ours := im.Banner()
	if ours == "" {
		return im.compareVermagic(b)
	}
	theirs := strings.TrimSpace(b.Banner)
	switch release := bannerRelease(ours); {
	case theirs != "" && theirs == ours:
		return sameBanner, ""
	case theirs != "":
		return "", bannerDifference(theirs, ours)
	case b.Release != "" && b.Release != release:
		return "", releaseText(b.Release, release)
	case b.Build != "" && !slices.Contains(strings.Fields(ours), b.Build):
		return "", fmt.Sprintf("build: the board runs %s, this file is %s", b.Build, bannerBuild(ours))
	case b.Release != "":
		return "same release " + release, ""
	}
	return "", ""
}

// compareVermagic compares a module's release.
//
//	vermagic=6.1.0-50-amd64 SMP preempt mod_unload modversions
func (im *Image) compareVermagic(b Board) (agreed, differs string) {
	ours, _, _ := strings.Cut(im.self().vermagic, " ")
	theirs := b.Release
	if theirs == "" {
		theirs = bannerRelease(b.Banner)
	}
	switch {
	case ours == "" || theirs == "":
		return "", ""
	case ours != theirs:
		return "", releaseText(theirs, ours)
	}
	return "same release " + ours, ""
}

func releaseText(board, file string) string {
	return fmt.Sprintf("release: the board runs %s, this file is %s", board, file)
}

// bannerRelease takes the release out of a banner.
//
//	Linux version 4.19.94-ti-r73 (root@b) (gcc …) #1focal SMP …
func bannerRelease(banner string) string {
	if f := strings.Fields(banner); len(f) > 2 && f[0] == "Linux" {
		return f[2]
	}
	return ""
}

// bannerBuild takes the build, "#1 SMP PREEMPT …" and its date, out of a banner.
func bannerBuild(banner string) string {
	if i := strings.Index(banner, " #"); i >= 0 {
		return banner[i+1:]
	}
	return ""
}

func bannerDifference(board, file string) string {
	if a, b := bannerRelease(board), bannerRelease(file); a != b {
		return releaseText(a, b)
	}
	if a, b := bannerBuild(board), bannerBuild(file); a != b {
		return fmt.Sprintf("build: the board runs %q, this file is %q", a, b)
	}
	return "builder or compiler of the Linux version line differ"
}

// compareSizes compares the sizes that the board printed with the image's.
// Functions that the image does not have (BPF programs, trampolines) tell
// nothing.
func (im *Image) compareSizes(places []Place) (checked int, differing []string) {
	seen := map[string]bool{}
	for _, p := range places {
		sizes := im.Sizes(p.Function)
		if p.Size == 0 || len(sizes) == 0 || seen[p.Function] || p.Offset > p.Size {
			continue
		}
		seen[p.Function] = true
		checked++
		if !slices.Contains(sizes, p.Size) && !slices.Contains(sizes, 0) {
			differing = append(differing, fmt.Sprintf("%s is %#x bytes long on the board, %#x here", p.Function, p.Size, sizes[0]))
		}
	}
	return checked, differing
}

func sizesText(differing []string, checked int) string {
	if len(differing) == 1 {
		return differing[0]
	}
	return fmt.Sprintf("%d of %d functions have other sizes: %s", len(differing), checked, differing[0])
}

// maxBanner bounds the kernel's version line.
const maxBanner = 1024

// self reads what the image says of itself.
func (im *Image) self() *about {
	if !im.about.read {
		im.about = about{true, im.readBanner(), im.Info("vermagic"), im.readBuildID()}
	}
	return &im.about
}

// Banner returns the kernel's own "Linux version …" line, without line end.
func (im *Image) Banner() string { return im.self().banner }

// Release returns the kernel's release, "6.1.0-50-amd64", as its version line or a
// module's vermagic tells it.
func (im *Image) Release() string {
	if r := bannerRelease(im.Banner()); r != "" {
		return r
	}
	r, _, _ := strings.Cut(im.self().vermagic, " ")
	return r
}

// BuildID returns the id that the linker wrote, in hex digits.
func (im *Image) BuildID() string { return im.self().buildID }

func (im *Image) readBanner() string {
	if im.Relocatable() {
		return ""
	}
	for _, at := range im.Addresses("linux_banner") {
		text, _, ok := strings.Cut(string(im.Bytes(at, maxBanner)), "\n")
		if ok && strings.HasPrefix(text, "Linux version ") {
			return printed(strings.TrimSpace(text))
		}
	}
	return ""
}

// Bytes returns up to n bytes of the image from an address on, as the linker
// left them, none where the file holds none.
func (im *Image) Bytes(at uint64, n int) []byte {
	s := im.sectionAt(at)
	if s == nil || s.Type == elf.SHT_NOBITS || s.Flags&elf.SHF_COMPRESSED != 0 || n <= 0 {
		return nil
	}
	off := at - im.base[im.sectionIndex(at)]
	buf := make([]byte, min(uint64(n), s.Size-off, 1<<20))
	got, err := s.ReaderAt.ReadAt(buf, int64(off))
	if err != nil && err != io.EOF {
		return nil
	}
	return buf[:got]
}

// Info returns a field of a module's .modinfo, "vermagic" for example.
func (im *Image) Info(key string) string {
	if im.f == nil {
		return ""
	}
	s := im.section(im.f.Section(".modinfo"))
	data, err := s.window(0, min(s.length(), 1<<20))
	if err != nil {
		return ""
	}
	for _, field := range strings.Split(string(data), "\x00") {
		if v, ok := strings.CutPrefix(field, key+"="); ok {
			return printed(v)
		}
	}
	return ""
}
