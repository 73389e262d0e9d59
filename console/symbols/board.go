package symbols

import (
	"regexp"
	"strings"

	"oopscope/parse"
	"oopscope/parse/symbol"
)

// CONFIG_STACKTRACE_BUILD_ID, since 5.14 (lib/dump_stack.c), and what dumps of
// vmcoreinfo have, since 5.9 (include/linux/crash_core.h):
//
//	CPU: 3 PID: 1726 Comm: modprobe Not tainted 5.14.0 #1 d2e1a4f0c5b6978812345678901234567890abcd
//	BUILD-ID=d2e1a4f0c5b6978812345678901234567890abcd
var printedBuildID = regexp.MustCompile(`^(?:CPU: \d+ .* ([0-9a-f]{40})|BUILD-ID=([0-9a-f]{16,64}))$`)

// boardOf collects what a crash tells about the kernel that printed it.
func boardOf(c *parse.Crash) symbol.Board {
	return symbol.Board{Banner: c.Banner, Release: c.Kernel, Build: c.Build, BuildID: buildIDIn(c), Functions: placesIn(c, "")}
}

// buildIDIn returns the kernel's build ID where a crash has it, else "".
func buildIDIn(c *parse.Crash) string {
	for i := range c.Body {
		if m := printedBuildID.FindStringSubmatch(c.Body[i].Text); m != nil {
			return m[1] + m[2]
		}
	}
	return ""
}

// placesIn returns the places of a crash in a module, "" for the kernel itself.
func placesIn(c *parse.Crash, module string) (places []symbol.Place) {
	for _, s := range stacksOf(c) {
		for _, f := range s.Frames {
			if f.Module == module && f.Function != "" && f.HasOffset {
				places = append(places, symbol.Place{Function: f.Function, Offset: f.Offset, Size: f.Size})
			}
		}
	}
	return places
}

// stacksOf returns every stack of a crash, its own chain first.
func stacksOf(c *parse.Crash) []parse.Stack {
	return append([]parse.Stack{{Frames: c.Chain}}, c.Stacks...)
}

// moduleIn is a module that the stacks of a crash go through.
type moduleIn struct{ name, buildID string }

// modulesIn returns the modules that the stacks go through, in order.
func modulesIn(c *parse.Crash) (all []moduleIn) {
	seen := map[string]bool{}
	for _, s := range stacksOf(c) {
		for i := range s.Frames {
			if f := &s.Frames[i]; f.Module != "" && !seen[f.Module] {
				seen[f.Module] = true
				all = append(all, moduleIn{f.Module, f.BuildID})
			}
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
