package triage

import (
	"strings"

	"oopscope/parse/regex"
)

// rustRules are about code in Rust, which checks itself and panics in its own words, and the
// panic ends in BUG() (rust/kernel/lib.rs: panic()).
var rustRules = []rule{
	{
		id: "rust-panic", rank: rankState, confidence: Certain, classes: []string{"kernel-bug"},
		says:       "Rust code panicked, with its own words for why",
		suppresses: []string{"bug-assertion"},
		fire:       rustPanic,
	},
}

// rustPanicked is the first line of it; before Rust 1.73 the words stood in it, now they are
// the line behind.
//
//	rust_kernel: panicked at rust/kernel/page_size_compat.rs:60:5:
//	attempt to add with overflow
//	rust_kernel: panicked at 'attempt to add with overflow', samples/rust/rust_minimal.rs:31:9
var rustPanicked = regex.Of(`rust_kernel: panicked at (?:'(.*)', )?([^\s:']+:\d+):\d+:?$`)

// rustWords are how the compiler and its library begin what they have to say (library/core),
// and what to look at then.
var rustWords = []struct{ begin, next string }{
	{"attempt to divide by zero", "Find where the divisor comes from, and check it before the division."},
	{"attempt to calculate the remainder with a divisor of zero", "Find where the divisor comes from, and check it before."},
	{"attempt to ", "Find where the operands come from: the result does not fit its type, which CONFIG_RUST_OVERFLOW_CHECKS makes a panic. Check with checked_…(), or say with wrapping_…() that it is meant so."},
	{"index out of bounds", "Find where the index comes from: a count of user space or the hardware that is not checked. Use get() where it may be too large."},
	{"range ", "Find where the bounds of the slice come from: a length of user space or the hardware that is not checked."},
	{"slice index", "Find where the bounds of the slice come from: a length of user space or the hardware that is not checked."},
	{"called `Option::unwrap()`", "Find out why there was no value, and handle that instead of unwrap()."},
	{"called `Result::unwrap()`", "The error is in the words: find out why the call failed, and hand the error on with ? instead of unwrap()."},
}

func rustPanic(x *exam, f *draft) bool {
	n, line := x.line("rust_kernel: panicked at ")
	m := rustPanicked.Get().FindStringSubmatch(strings.TrimSpace(line))
	if m == nil {
		return false
	}
	words, at := m[1], n
	if behind, ok := x.textOf(n + 1); words == "" && ok && !strings.HasPrefix(behind, "---") {
		words, at = clip(strings.TrimSpace(behind), 200), n+1
	}
	f.Text = "Rust code panicked at " + m[2]
	if c := x.culprit(); c != "" {
		f.Text += ", in what " + c + " ran"
		f.claim(x.culpritRan())
	}
	f.Next = "Read the source at that line, and find which of the callers broke what it counts on."
	if words != "" {
		f.Text += ": " + words
		f.claim(reported(at))
	}
	f.Text += ". The panic handler ends in BUG()."
	for _, w := range rustWords {
		if strings.HasPrefix(words, w.begin) {
			f.Next = w.next
			break
		}
	}
	f.claim(says(m[2], n))
	f.Evidence = []int{n, at}
	return true
}
