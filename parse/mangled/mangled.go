// Package mangled reads what compilers of Rust and C++ make of the names of functions.
// The kernel prints them as they are.
package mangled

import (
	"strings"

	"github.com/ianlancetaylor/demangle"

	"oopscope/parse/ascii"
)

// Names longer than this stay as they are, and what becomes of one is cut: both come from
// the board or a file, and a short name can stand for a very long one.
const (
	maxName  = 2048
	maxPower = 12 // as a power of two
)

// Plain returns the name as a person wrote it, and any other name as it is:
//
//	_RNvMs0_NtCs1_4core3fmtNtB5_9Formatter3pad     <core::fmt::Formatter>::pad
//	_ZN4core9panicking5panic17h0123456789abcdefE   core::panicking::panic
//	_ZN4llvm5Value7getTypeEv                       llvm::Value::getType
//
// What compilers append (.llvm.123, .cold) goes, and what marks the pad in front of a function
// stays (__pfx_, __cfi_).
func Plain(name string) (plain string) {
	if pad := len("__pfx_"); strings.HasPrefix(name, "__pfx__") || strings.HasPrefix(name, "__cfi__") {
		return name[:pad] + Plain(name[pad:])
	}
	body := strings.TrimPrefix(name, ".") // PowerPC's ELFv1
	if len(name) > maxName || !strings.HasPrefix(body, "_R") && !strings.HasPrefix(body, "_Z") {
		return name
	}
	defer func() {
		if recover() != nil { // a defect on a made-up name
			plain = name
		}
	}()
	if strings.HasPrefix(body, "_R") { // Rust's own names have no dots
		body, _, _ = strings.Cut(body, ".")
	}
	if unhashed(body) {
		body = strings.TrimSuffix(body, "E") + anyHash
	}
	out, err := demangle.ToString(body, demangle.NoParams, demangle.NoClones, demangle.MaxLength(maxPower))
	if err != nil || out == "" {
		return name
	}
	return out
}

// Within makes plain what stands of such names in a sentence.
func Within(text string) string {
	if !strings.Contains(text, "_R") && !strings.Contains(text, "_Z") {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		n := 0
		for n < len(text) && inName(text[n]) {
			n++
		}
		name := strings.TrimRight(text[:n], ".") // the full stop is the sentence's
		b.WriteString(Plain(name))
		n = max(len(name), 1)
		b.WriteString(text[len(name):n])
		text = text[n:]
	}
	return b.String()
}

func inName(c byte) bool {
	return c == '_' || c == '.' || c == '$' || ascii.IsDigit(c) || ascii.IsLetter(c)
}

// anyHash is one that Rust's old mangling may end a name with.
const anyHash = "17h0123456789abcdefE"

// unhashed tells a name of that mangling that was stripped of its hash, by which it is known: only
// Rust's have such escapes.
func unhashed(name string) bool {
	return strings.HasPrefix(name, "_ZN") && strings.HasSuffix(name, "E") && strings.Contains(name, "$") && !strings.Contains(name, "17h")
}

// Uncloned is a name without what compilers append to copies and pieces of a function:
// ".isra.0", ".constprop.0", ".part.3", ".cold", ".llvm.123". In Rust's old mangling there
// may be dots in front of the hash that ends it ("_ZN35_$LT$m..Card$u20$as$u20$m..Deep$GT$…").
func Uncloned(name string) string {
	const hash = len(anyHash)
	from := 1
	if i := strings.LastIndex(name, "17h"); i > 0 && strings.HasPrefix(name, "_ZN") && len(name) >= i+hash && name[i+hash-1] == 'E' {
		from = i + hash
	}
	if i := strings.IndexByte(name[min(from, len(name)):], '.'); i >= 0 {
		return name[:from+i]
	}
	return name
}
