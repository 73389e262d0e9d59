package crash

import "strings"

// Gone reports whether the access went to where modules are loaded and nothing is
// mapped, after one had been unloaded: what that left registered lay in its memory.
func (c *Crash) Gone() bool {
	f := &c.Dump.Fault
	mapped := strings.Contains(f.Detail, "permission") || strings.Contains(f.Detail, "abort") || strings.Contains(f.Detail, "protection")
	return c.Die > 0 && len(c.LastUnloaded) > 0 && f.HasAddress && strings.Contains(f.Area, "module") && !mapped
}
