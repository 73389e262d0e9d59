package arch

import "strings"

// plumbing are the functions between a report and the place it is about: they
// print it. WARN() on arm and mips has no trap, so its trace begins with them;
// what panic() and dump_stack() print does everywhere.
var plumbing = map[string]bool{
	"unwind_backtrace": true, "show_stack": true, "dump_backtrace": true, "c_backtrace": true,
	"dump_stack": true, "__dump_stack": true, "dump_stack_lvl": true, "dump_stack_print_info": true,
	"__warn": true, "warn_slowpath_fmt": true, "warn_slowpath_null": true, "warn_slowpath_common": true, "__warn_printk": true,
	"show_regs": true, "__show_regs": true, "show_trace": true, "show_trace_log_lvl": true, "show_stack_log_lvl": true,
	"walk_stackframe": true, "show_backtrace": true, "arch_stack_walk": true, "report_bug": true,
}

// Prints tells whether a function is plumbing, whatever the compiler or an old
// powerpc made of its name: "show_stack.part.0", "dump_backtrace.cfi_jt", ".show_stack".
func Prints(name string) bool {
	name, _, _ = strings.Cut(strings.TrimPrefix(name, "."), ".")
	return plumbing[name]
}

// TrimPlumbing drops the frames that only print the report from the start of a
// chain. With the function that the report names the chain begins there, if it
// is in the chain; else the known ones go.
func TrimPlumbing(chain []Frame, fn string) []Frame {
	if fn != "" {
		for i := range chain {
			if chain[i].Function == fn && chain[i].Reliable {
				return chain[i:]
			}
		}
	}
	i := 0
	for i < len(chain) && (Prints(chain[i].Function) || !chain[i].Reliable) {
		i++
	}
	if i == len(chain) {
		return chain
	}
	return chain[i:]
}
