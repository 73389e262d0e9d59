package blame

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/places"
)

// sign identifies the crash across boots, kernels built from the same
// source, CPUs and processes: names only, never an address, an offset, a line
// number, a PID or a time. Exact is empty when the report is too poor to tell
// two bugs apart by it.
func sign(c *crash.Crash) crash.Signature {
	blamed := c.Culprit
	if blamed.Function == "" && blamed.Module == "" {
		return wordSignature(c)
	}
	s := crash.Signature{Bug: hash(class.ByName(c.Class).FamilyOf(c.Header), places.SystemCall(blamed.Function), blamed.Module)}
	if trustworthy(c) {
		s.Exact = hash(exactParts(c)...)
	}
	return s
}

// tellingFrames are enough to tell one way to a crash from another.
const tellingFrames = 5

// exactParts are the crash function and what called it: where the CPU was
// found is random for a stall, so there the chain begins at the culprit.
func exactParts(c *crash.Crash) []string {
	frames := significant(c.Chain, tellingFrames)
	if class.ByName(c.Class).Waits {
		frames = from(significant(c.Chain, len(c.Chain)), c.Culprit)
	}
	parts := []string{c.Class, sourceFile(c.Source)}
	if len(frames) == 0 || places.SystemCall(frames[0].Function) != places.SystemCall(c.Culprit.Function) {
		parts = append(parts, places.SystemCall(c.Culprit.Function), c.Culprit.Module)
	}
	for i, f := range frames {
		if i == tellingFrames {
			break
		}
		parts = append(parts, places.SystemCall(f.Function), f.Module)
	}
	return parts
}

// significant are the frames that tell one way to a crash from another: the
// trapping function, then whatever is reliable, no plumbing, and no victim of
// the interrupt that it was in. No more than the first few are looked for.
func significant(chain []arch.Frame, most int) []arch.Frame {
	out := make([]arch.Frame, 0, min(most, len(chain)))
	for i := range chain {
		f := chain[i]
		if f.Context == arch.User || interrupted(chain, i) {
			break
		}
		if !f.Reliable || !f.InFunction() || plumbing(f, reporting) || i > 0 && plumbing(f, helpers, libraries, bodies) {
			continue
		}
		if out = append(out, f); len(out) >= most {
			break
		}
	}
	return out
}

// from drops the frames before the culprit's own.
func from(frames []arch.Frame, blamed crash.Culprit) []arch.Frame {
	for i, f := range frames {
		if places.Bare(f.Function) == blamed.Function {
			return frames[i:]
		}
	}
	return nil
}

// trustworthy tells whether the chain is good enough to recognise the very
// same crash by: at least one reliable frame, not mixed with another CPU's,
// and not cut off before it got long.
func trustworthy(c *crash.Crash) bool {
	n := len(significant(c.Chain, tellingFrames))
	if n == 0 || n < tellingFrames && !c.Quality.Complete {
		return false
	}
	return !c.Quality.Has(crash.Interleaved, crash.Contested, crash.Dropped, crash.Lost)
}

// wordSignature is for reports that blame no function: their words, without
// the numbers in them, are all there is.
func wordSignature(c *crash.Crash) crash.Signature {
	words := c.Panic
	if words == "" {
		words = c.Header
	}
	if words = withoutNumbers(words); words == "" {
		return crash.Signature{}
	}
	k := class.ByName(c.Class)
	if k.Firmware { // whose words are the same for every fault
		words += " " + places.Bare(c.Dump.PC.Function)
	}
	bug := hash(k.FamilyOf(c.Header), words)
	if k.Culprit == class.Nobody || k.Generic {
		return crash.Signature{Exact: hash(c.Class, words), Bug: bug}
	}
	return crash.Signature{Bug: bug}
}

// lineSignature is for driver trouble: its lines, without the digits in them.
func lineSignature(c *crash.Crash) crash.Signature {
	var all, first []byte
	for i, l := range c.Body {
		all = append(ascii.WithoutDigits(all, l.Text), '\n')
		if i == 0 {
			first = all
		}
	}
	return crash.Signature{Exact: hash(string(all)), Bug: hash(string(first))}
}

// hash makes eight bytes of hex out of parts; the lengths of the parts count.
func hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// sourceFile is the file of "drivers/misc/x.c:215"; the line moves with every
// edit of the file.
func sourceFile(source string) string {
	file, _, _ := strings.Cut(source, ":")
	return file
}
