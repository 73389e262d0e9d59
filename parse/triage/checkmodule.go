package triage

import "oopscope/parse/crash"

// Claims about modules.

var (
	moduleListed = &kind{name: "module-state", says: "the module list shows the module coming or going", check: checkModule}
	lastUnloaded = &kind{name: "last-unloaded", says: "the module was the last to be unloaded", check: checkUnloaded}
)

// listedAs claims that the module list shows the module in the state.
func listedAs(m *crash.Module) Claim {
	if m == nil {
		return Claim{kind: moduleListed}
	}
	return Claim{kind: moduleListed, module: m.Name, text: m.State}
}

func checkModule(x *exam, c *Claim) (verdict, []int) {
	for i := range x.c.Modules {
		if m := &x.c.Modules[i]; m.Name == c.module && c.module != "" {
			if m.State == c.text {
				return proved, []int{m.Line}
			}
			return refuted, []int{m.Line}
		}
	}
	return open, nil
}

// unloadedLast claims that the module list names the module as unloaded last.
func unloadedLast(name string) Claim { return Claim{kind: lastUnloaded, module: name} }

func checkUnloaded(x *exam, c *Claim) (verdict, []int) {
	for _, m := range x.c.LastUnloaded {
		if m == c.module {
			return proved, []int{x.find("last unloaded: "), x.find("Modules linked in")}
		}
	}
	return open, nil
}
