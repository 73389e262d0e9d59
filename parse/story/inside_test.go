package story_test

import (
	"strings"
	"testing"

	"oopscope/parse/crash"
)

// What warns while a stall is being reported comes out of that report; what warns
// behind it does not.
func TestAWarningInTheReportOfAStall(t *testing.T) {
	for chain, kind := range map[string]crash.EchoKind{
		"ask_task rcu_sched_clock_irq update_process_times": crash.InReport, "ask_task set_clock": "",
	} {
		var l log
		l.put("rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", "rcu: \tTasks blocked on level-0 rcu_node (CPUs 0-1):")
		l.warn(1, "timesyncd", 47, chain)
		all := read(t, l.String())
		if len(all) != 2 || all[1].Echo.Kind != kind || kind != "" && !strings.Contains(all[1].Echo.Why, "rcu_sched_clock_irq()") {
			t.Errorf("%s: %d reports, linked as %+v", chain, len(all), all[len(all)-1].Echo)
		}
	}
}
