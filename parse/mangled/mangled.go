// Package mangled reads what compilers of Rust and C++ make of the names of functions.
// The kernel prints them as they are.
package mangled

import (
	"strings"

	"github.com/ianlancetaylor/demangle"
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
// What compilers append (.llvm.123, .cold) goes.
func Plain(name string) (plain string) {
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
	out, err := demangle.ToString(body, demangle.NoParams, demangle.NoClones, demangle.MaxLength(maxPower))
	if err != nil || out == "" {
		return name
	}
	return out
}
