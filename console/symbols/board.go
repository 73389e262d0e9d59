package symbols

import (
	"iter"
	"strings"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/regex"
	"oopscope/parse/symbol"
)

// CONFIG_STACKTRACE_BUILD_ID, since 5.14 (lib/dump_stack.c), and what dumps of
// vmcoreinfo have, since 5.9 (include/linux/crash_core.h):
//
//	CPU: 3 PID: 1726 Comm: modprobe Not tainted 5.14.0 #1 d2e1a4f0c5b6978812345678901234567890abcd
//	BUILD-ID=d2e1a4f0c5b6978812345678901234567890abcd
var printedBuildID = regex.Of(`^(CPU: \d+ .* |BUILD-ID=)([0-9a-f]+)$`)

// boardOf collects what a crash tells about the kernel that printed it.
func boardOf(c *parse.Crash) symbol.Board {
	return symbol.Board{Banner: c.Banner, Release: c.Kernel, Build: c.Build, BuildID: buildIDIn(c), Functions: placesIn(c, "")}
}

// buildIDIn returns the kernel's build ID where a crash has it, else "".
func buildIDIn(c *parse.Crash) string {
	for i := range c.Body {
		text := c.Body[i].Text
		if !strings.HasPrefix(text, "CPU: ") && !strings.HasPrefix(text, "BUILD-ID=") {
			continue
		}
		if m := printedBuildID.Get().FindStringSubmatch(text); m != nil && isBuildID(m[1], len(m[2])) {
			return m[2]
		}
	}
	return ""
}

// isBuildID tells by the number of its digits whether what stands behind these words is
// one: the first line has that of SHA-1, the other what the linker was asked for.
func isBuildID(behind string, digits int) bool {
	if behind == "BUILD-ID=" {
		return digits >= 16 && digits <= 64
	}
	return digits == 40
}

// placesIn returns the places of a crash in a module, "" for the kernel itself.
func placesIn(c *parse.Crash, module string) (places []symbol.Place) {
	for f := range symbolsOf(c) {
		if f.Module == module && f.Function != "" && f.HasOffset {
			places = append(places, symbol.Place{Function: f.Function, Offset: f.Offset, Size: f.Size})
		}
	}
	return places
}

// symbolsOf returns the places that a crash names: those of its stacks, and where the link
// register returns to, which is all where there is no trace.
func symbolsOf(c *parse.Crash) iter.Seq[*arch.Symbol] {
	return func(yield func(*arch.Symbol) bool) {
		of := func(frames []arch.Frame) bool {
			for i := range frames {
				if !yield(&frames[i].Symbol) {
					return false
				}
			}
			return true
		}
		on := of(c.Chain)
		for i := range c.Stacks {
			on = on && of(c.Stacks[i].Frames)
		}
		if on {
			yield(&c.Dump.LR)
		}
	}
}

// stacksOf returns every stack of a crash, its own chain first.
func stacksOf(c *parse.Crash) []parse.Stack {
	return append([]parse.Stack{{Frames: c.Chain}}, c.Stacks...)
}

// moduleIn is a module that places of a crash are in.
type moduleIn struct{ name, buildID string }

// modulesIn returns the modules that the places of a crash are in, in order.
func modulesIn(c *parse.Crash) (all []moduleIn) {
	seen := map[string]bool{}
	for f := range symbolsOf(c) {
		if f.Module != "" && !seen[f.Module] {
			seen[f.Module] = true
			all = append(all, moduleIn{f.Module, f.BuildID})
		}
	}
	return all
}

// pathSafe tells whether a word of the log may become part of a file name: the
// board is not trusted to choose what is opened.
func pathSafe(word string) bool {
	if word == "" || len(word) > 128 || strings.Contains(word, "..") || strings.ContainsAny(word[:1], ".-") {
		return false
	}
	return !strings.ContainsFunc(word, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._+~-", r))
	})
}
