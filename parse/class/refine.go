package class

// endlessFaults is how often a fault may be announced before a die line comes.
const endlessFaults = 16

// Refine returns the class that a report of class c is of by its facts.
func Refine(c *Class, e *Evidence) *Class {
	ask := func(f func(*Evidence) string) {
		if f == nil {
			return
		}
		if to := table.byName[f(e)]; to != nil {
			c = to
		}
	}
	if e.Headless && (c == Headless || c.Generic) {
		ask(withoutHeader)
	}
	ask(c.Refine)
	if overflow := table.byName["stack-overflow"]; e.Faults > endlessFaults && !e.Died && c != overflow {
		return overflow // no guard page (ppc): the fault handler faults, and so on
	}
	ask(c.AfterAll)
	return c
}
