package typed

import (
	"fmt"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// TestHolderOf: what keeps a pointer that went wrong, and what keeps none.
func TestHolderOf(t *testing.T) {
	for _, c := range []struct {
		o    crash.Operand
		want string
	}{
		{crash.Operand{Pointer: "dev->ops", Kind: arch.Null, Meaning: "NULL", Variable: "dev"}, "{ops true} true"},
		{crash.Operand{Pointer: "pump_active", Kind: arch.Null, Meaning: "NULL", Variable: "pump_active", Global: true}, "{pump_active false} true"},
		{crash.Operand{Pointer: "p", Kind: arch.Null, Meaning: "NULL", Variable: "p"}, "{p false} false"},
		{crash.Operand{Pointer: "t->entries[5]", Kind: arch.ErrPtr, Meaning: "0xfffffffffffffff4, ERR_PTR(-12 ENOMEM)", Variable: "t"}, "{entries true} true"},
		{crash.Operand{Pointer: "l->head.next", Kind: arch.Poison, Meaning: "0xdead000000000100, LIST_POISON1", Variable: "l"}, "{next true} true"},
		{crash.Operand{Pointer: "dev->ops", Kind: arch.Place, Meaning: "0xffff888000000000, direct map", Variable: "dev"}, "{ false} false"},
		{crash.Operand{Pointer: "find()", Kind: arch.Null, Meaning: "NULL"}, "{ false} false"},
	} {
		h, ok := HolderOf(&crash.Crash{Operand: &c.o})
		if got := fmt.Sprint(h, ok); got != c.want {
			t.Errorf("%s: %s, want %s", c.o.Pointer, got, c.want)
		}
	}
	if _, ok := HolderOf(&crash.Crash{}); ok {
		t.Error("a crash without an operand has a holder")
	}
}

// TestAssigned: each way to set a member or a variable is found, and what reads it,
// compares it, or only looks like it is not.
func TestAssigned(t *testing.T) {
	for line, member := range map[string]bool{
		"	p->ops = &x;": true, "	p->ops	= NULL;": true, "	.ops = &x,": true, "	p->ops[2] = x;": true, "	a.ops=x;": true, "	p->ops =": true,
		"	get(1, &p->ops);": true, "	get(&p->q[1].ops, 2);": true, "	kfree(p->ops);": true, "	devm_kfree(dev, p->ops);": true,
		"	WRITE_ONCE(p->ops, x);": true, "	rcu_assign_pointer(p->ops, x);": true,
		"	if (p->ops == x)": false, "	x = p->ops;": false, "	p->ops->run = x;": false, "	p->drops = x;": false, "	p->ops2 = x;": false,
		"	ops = x;": false, "	call(p->ops);": false, "	if (p->ops != x)": false, `	say("p->ops = %p");`: false,
		"	/* p->ops = x; */": false, "	// p->ops = x": false, "	return &p->ops;": false, "	kfree(p->ops->name);": false, "	kfree(p->ops[i]);": true, "	WRITE_ONCE(*p->ops, x);": false, "	*p->ops = x;": false, "	WRITE_ONCE(p->x, q->ops);": false,
		"	xfree(*p->ops);": false,
	} {
		if got := (Holder{"ops", true}).Assigned([]byte("\n"+line), 8); (len(got) == 1 && got[0] == 2) != member {
			t.Errorf("%q: %v", line, got)
		}
	}
	for line, variable := range map[string]bool{
		"	ops = x;": true, "struct x *ops = y;": true, "	get(&ops);": true, "	kfree(ops);": true, "	WRITE_ONCE(ops, x);": true, "ops[1] = 2;": true,
		"	p->ops = x;": false, "	.ops = x,": false, "	drops = x;": false, "	if (ops == x)": false, "	get(ops);": false, "	get(&p->ops);": false, "	kfree(p->ops);": false, "	*ops = x;": false,
	} {
		if got := (Holder{"ops", false}).Assigned([]byte("\n"+line), 8); (len(got) == 1 && got[0] == 2) != variable {
			t.Errorf("variable %q: %v", line, got)
		}
	}
	if got := (Holder{"ops", true}).Assigned([]byte("/* a\n'b */ x.ops = \"\\\"\n\";\nx.ops = 'c';\nx.ops = 1;"), 2); fmt.Sprint(got) != "[2 4]" {
		t.Errorf("lines %v", got)
	}
	for _, damaged := range []string{"/*ops = 1", "\"ops = 1", "'ops\\", "ops", ""} {
		if got := (Holder{"ops", false}).Assigned([]byte(damaged), 8); got != nil {
			t.Errorf("%q: %v", damaged, got)
		}
	}
}
