package symbol

import (
	"os"
	"strings"
	"testing"
)

// The benchmarks run on a real vmlinux, OOPSCOPE_GOLD_VMLINUX_AMD64 and so on,
// with the first 30 kernel places of the corpus. Compare with
//
//	time eu-addr2line -fi -e vmlinux ADDRESS…
func benchPlaces(b *testing.B, arch string) (file string, places []Place) {
	file = os.Getenv("OOPSCOPE_GOLD_VMLINUX_" + strings.ToUpper(arch))
	if file == "" {
		b.Skip("no vmlinux given")
	}
	for _, g := range readGold(b, arch) {
		if g.module == "" && len(places) < 30 {
			places = append(places, g.place)
		}
	}
	return file, places
}

func benchArchs(b *testing.B, run func(b *testing.B, arch string)) {
	for _, arch := range []string{"amd64", "arm64", "armhf"} {
		b.Run(arch, func(b *testing.B) { run(b, arch) })
	}
}

// BenchmarkOpen reads headers and symbol table: the index.
func BenchmarkOpen(b *testing.B) {
	benchArchs(b, func(b *testing.B, arch string) {
		file, _ := benchPlaces(b, arch)
		for b.Loop() {
			open(b, file).Close()
		}
	})
}

// BenchmarkCold opens the kernel and resolves 30 frames.
func BenchmarkCold(b *testing.B) {
	benchArchs(b, func(b *testing.B, arch string) {
		file, places := benchPlaces(b, arch)
		for b.Loop() {
			im := open(b, file)
			resolve(im.Image, places)
			im.Close()
		}
	})
}

// BenchmarkWarm resolves 30 frames again.
func BenchmarkWarm(b *testing.B) {
	benchArchs(b, func(b *testing.B, arch string) {
		file, places := benchPlaces(b, arch)
		im := open(b, file)
		defer im.Close()
		resolve(im.Image, places)
		for b.Loop() {
			resolve(im.Image, places)
		}
	})
}

type openImage struct {
	*Image
	*os.File
}

func open(b *testing.B, file string) openImage {
	f, err := os.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	im, err := Open(f, nil)
	if err != nil {
		b.Fatal(err)
	}
	return openImage{im, f}
}

func resolve(im *Image, places []Place) {
	for _, p := range places {
		im.Lookup(p)
	}
}
