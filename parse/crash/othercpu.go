package crash

import (
	"slices"

	"oopscope/parse/arch"
	"oopscope/parse/places"
)

// callsOthers are the functions in which a CPU waits until others did what it asked
// them for by an interrupt, kernel/smp.c and kernel/stop_machine.c.
var callsOthers = []string{
	"smp_call_function_single", "smp_call_function_many", "smp_call_function_many_cond", "smp_call_function_any", "smp_call_function", "generic_exec_single", "csd_lock_wait", "csd_lock_wait_toolong",
	"on_each_cpu", "on_each_cpu_cond_mask", "on_each_cpu_mask", "flush_tlb_others_ipi", "native_flush_tlb_others", "native_flush_tlb_multi", "flush_tlb_multi", "multi_cpu_stop", "stop_machine_cpuslocked", "kick_all_cpus_sync", "text_poke_sync", "smp_text_poke_sync_each_cpu",
}

// WaitsForCPU returns the frame in which the CPU waits for another one, nil when it does
// not. What the unwinder guessed counts at the place itself only.
func WaitsForCPU(chain []arch.Frame) *arch.Frame {
	const deep = 8
	inner := 0 // of the tick that found it
	for i := range chain {
		f := &chain[i]
		if f.Context == arch.IRQ {
			inner++
		}
		if i-inner > deep {
			break
		}
		if f.Context != arch.NMI && (f.Reliable || i == 0) && slices.Contains(callsOthers, places.Word(f.Function)) {
			return f
		}
	}
	return nil
}

// OtherCPU is the stack of the only other CPU that worked, nil when there is none or several.
func (c *Crash) OtherCPU() (one *Stack) {
	for i := range c.Stacks {
		s := &c.Stacks[i]
		if s.Role != "other-cpu" || s.CPU < 0 || s.CPU == c.CPU || len(s.Frames) == 0 || s.Frames[0].Context == "" || s.Frames[0].Context == arch.Task && Idle(s.Frames) {
			continue
		}
		if one != nil {
			return nil
		}
		one = s
	}
	return one
}

// Idle tells a chain that came from the idle loop.
func Idle(frames []arch.Frame) bool {
	return slices.ContainsFunc(frames, func(f arch.Frame) bool {
		w := places.Word(f.Function)
		return w == "do_idle" || w == "cpu_startup_entry" || w == "default_idle_call" || w == "cpu_idle_loop"
	})
}
