package typed

import (
	"slices"
	"strings"

	"oopscope/parse/symbol/ctype"
)

// primitives are what the kernel's own functions are given the address of, by the
// structures' tags: what lies in them is theirs, and no driver names it.
var primitives = strings.Fields("spinlock raw_spinlock mutex rt_mutex rw_semaphore semaphore completion wait_queue_head " +
	"swait_queue_head work_struct delayed_work timer_list hrtimer tasklet_struct kref refcount_struct kobject device list_head " +
	"hlist_head hlist_node llist_head rb_root rb_node xarray idr ida srcu_struct percpu_ref percpu_counter sk_buff_head " +
	"kfifo notifier_block callback_head")

// taken is an argument of a function that BTF does not know, as it knows those of the file
// alone: the primitive that lies there, or the only structure. Where several begin at one
// place nobody can tell which the function was given.
func (v value) taken(in *ctype.Type) value {
	v.foreign = true
	var all []part
	for _, p := range in.Beginning(v.off, func(t *ctype.Type) bool { return t.Aggregate() != nil }) {
		if len(p.Steps) == 0 || in.Aggregate() == nil {
			continue
		}
		x := v.part(&p, in)
		if slices.Contains(primitives, p.Type.Aggregate().Name) {
			all = []part{x}
			break
		}
		all = append(all, x)
	}
	switch {
	case len(all) == 0:
		return v
	case len(all) > 1 || v.off == 0 && !v.object:
		return value{}
	}
	x := all[0]
	return value{expr: "&" + x.expr, of: v.of, inside: &x, variable: v.variable, kind: v.kind, foreign: true}
}
