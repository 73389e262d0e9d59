package triage

import (
	"slices"
	"strings"
	"testing"
)

// The seed's question, answered by hand from the log: which of its lines prove
// that shepherd's timer ran while the module was being taken down.
func TestSeedUnloadRace(t *testing.T) {
	c := crashesOf(t, "arm/shepherd-panic")[0]
	all := Triage(c)
	if len(all) == 0 || all[0].Rule != "module-unload-race" {
		t.Fatalf("the unload race is not the first finding: %+v", all)
	}
	f := all[0]
	if f.Confidence != Certain {
		t.Errorf("confidence %q", f.Confidence)
	}
	wants(t, f.Text, "shepherd(O-)", "hrtimer callback coordinator_callback -> pru0_comm_receive_msg",
		"modprobe[1726]", "sys_delete_module -> shepherd_driver_exit -> shepherd_drv_remove -> mem_interface_exit",
		"suggests", "r3 = NULL", "r6 = 0x1c1", "gives 0x1c1, the fault address")
	wants(t, f.Next, "hrtimer_cancel()", "PRUs", "before mem_interface_exit()", "reorder shepherd_drv_remove()")
	text := map[int]string{}
	for _, b := range c.Body {
		text[b.N] = b.Text
	}
	if !strings.HasPrefix(text[f.Evidence[0]], "Modules linked in: shepherd(O-)") {
		t.Errorf("the first evidence is %q", text[f.Evidence[0]])
	}
	if !strings.HasPrefix(text[f.Evidence[1]], "PC is at pru0_comm_receive_msg") {
		t.Errorf("the second evidence is %q", text[f.Evidence[1]])
	}
	for _, frame := range []string{"coordinator_callback", "mem_interface_exit", "shepherd_drv_remove", "shepherd_driver_exit", "sys_delete_module"} {
		if !slices.ContainsFunc(f.Evidence, func(n int) bool { return strings.Contains(text[n], frame) }) {
			t.Errorf("no evidence shows %s", frame)
		}
	}
	if found(c, "null-member") != nil {
		t.Error("NULL member beside the unload race that explains it")
	}
}

// The seed's second log: the contiguous area has room, but not in one piece.
func TestSeedAllocation(t *testing.T) {
	for _, c := range crashesOf(t, "arm/shepherd-cma") {
		f := found(c, "cma-busy")
		if f == nil {
			continue
		}
		wants(t, f.Text, "EBUSY", "3811 pages = 14.9 MiB", "2 times")
		wants(t, f.Next, "loading and unloading")
		if want := []int{9, 10, 11}; !slices.Equal(f.Evidence, want) {
			t.Errorf("evidence %v, want %v", f.Evidence, want)
		}
		return
	}
	t.Error("cma-busy does not fire")
}

// Every way in which a module's code is run after it should have stopped.
func TestUnloadRaceKinds(t *testing.T) {
	for name, want := range map[string]struct{ confidence, text, next string }{
		"triage/module-unload-race.beside":  {Likely, "work item sensor_work_fn", "cancel_work_sync()"},
		"triage/module-unload-race.tasklet": {Certain, "tasklet sensor_rx_tasklet", "tasklet_kill()"},
		"triage/module-unload-race.gone":    {Likely, "timer callback of sensor", "timer_delete_sync()"},
		"triage/module-unload-race.walker":  {Likely, "get_next_timer_interrupt", "sensor"},
	} {
		f := found(crashesOf(t, name)[0], "module-unload-race")
		if f == nil {
			t.Errorf("%s: silent", name)
			continue
		}
		if f.Confidence != want.confidence {
			t.Errorf("%s: %s, want %s", name, f.Confidence, want.confidence)
		}
		wants(t, f.Text, want.text)
		wants(t, f.Next, want.next)
	}
}

func wants(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is missing in %q", p, text)
		}
	}
}
