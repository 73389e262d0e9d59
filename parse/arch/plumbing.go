package arch

// plumbing are the functions between a report and the place it is about: they
// print it. WARN() on arm and mips has no trap, so its trace begins with them;
// what panic() and dump_stack() print does everywhere.
var plumbing = map[string]bool{
	"unwind_backtrace": true, "show_stack": true, "show_stack.part.0": true, "dump_backtrace": true, "dump_backtrace.part.0": true,
	"dump_stack": true, "__dump_stack": true, "dump_stack_lvl": true, "dump_stack_print_info": true,
	"__warn": true, "warn_slowpath_fmt": true, "warn_slowpath_null": true, "warn_slowpath_common": true, "__warn_printk": true,
	"show_regs": true, "show_trace": true, "show_trace_log_lvl": true,
	"walk_stackframe": true, "walk_stackframe.constprop.0": true, "show_stack_log_lvl": true, "show_backtrace": true,
	"arch_stack_walk": true, "c_backtrace": true, "__show_regs": true, "report_bug": true,
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
	for i < len(chain) && (plumbing[chain[i].Function] || !chain[i].Reliable) {
		i++
	}
	if i == len(chain) {
		return chain
	}
	return chain[i:]
}
