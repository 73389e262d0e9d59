package arch

// LostChain is the chain where the PC lies in no function. A call through a bad pointer
// leaves no more than a return address on the stack. Unwinders that walk frame pointers
// do not see it (x86, but for NULL, which they know since 5.1): the trace begins with the
// caller's caller, and the caller stands before it, as a guess. Pointers to the start
// or end of a function are what the registers held that were saved on the way.
func (d *Dump) LostChain() []Frame {
	const smallest = 4096
	chain := belowReport(belowDeath(d.Chain))
	if d.PC.Function == "" && d.PC.HasAddress && d.PC.Address >= smallest && !d.UserMode {
		for i := range chain {
			f := &chain[i]
			if f.Reliable {
				break
			}
			if f.InFunction() && f.HasOffset && 0 < f.Offset && f.Offset < f.Size {
				return append([]Frame{*f}, TrimPlumbing(chain[i+1:], "")...)
			}
		}
	}
	return TrimPlumbing(chain, "")
}

// reportFault are functions of arm64 and arm on the way from an exception to its report, in a
// trace that was taken in the report; entersFault are those in which the exception was taken.
// arch/arm64/{mm/fault.c,kernel/traps.c,kernel/entry*}, arch/arm/{mm/fault.c,kernel/traps.c}
var (
	reportFault = map[string]bool{
		"notify_die": true, "die": true, "__die": true, "die_kernel_fault": true, "__do_kernel_fault": true, "do_bad_area": true,
		"do_page_fault": true, "do_translation_fault": true, "do_mem_abort": true, "do_alignment_fault": true, "do_undefinstr": true, "do_DataAbort": true,
		"el1_abort": true, "el1_sync_handler": true, "el1h_64_sync_handler": true,
	}
	entersFault = map[string]bool{"el1_da": true, "el1_ia": true, "el1_sync": true, "el1h_64_sync": true, "__dabt_svc": true, "__pabt_svc": true, "__und_svc": true}
)

// belowReport drops what only reports the death from the start of a trace, down to where
// the exception was taken: behind that stands the function that died.
func belowReport(chain []Frame) []Frame {
	for i := range chain {
		switch name := uncloned(chain[i].Function); {
		case i > 0 && entersFault[name]:
			return chain[i+1:]
		case !reportFault[name]:
			return chain
		}
	}
	return chain
}
