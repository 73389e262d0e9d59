package symbols

import (
	"slices"
	"strings"

	"oopscope/parse"
)

// SearchedBy returns by what a crash's symbols can be found that nobody named: the
// kernel's release and the build ids that it printed. Crashes with the same have
// the same symbols; "" is nothing to go by.
func SearchedBy(c *parse.Crash) string {
	by := []string{c.Kernel, buildIDIn(c)}
	for _, m := range modulesIn(c) {
		if c.Kernel != "" || m.buildID != "" {
			by = append(by, m.name, m.buildID)
		}
	}
	if slices.IndexFunc(by, func(s string) bool { return s != "" }) < 0 {
		return ""
	}
	return strings.Join(by, "\x00")
}

func (set *images) refusals() (all []string) {
	tell := func(err error) {
		if err != nil {
			all = append(all, err.Error())
		}
	}
	tell(set.failure)
	if set.kernel != nil && set.kernel.image.Refused() != nil {
		all = append(all, notWhole(set.kernel.path, set.kernel.image))
	}
	for _, err := range set.refused {
		tell(err)
	}
	for _, m := range set.modules {
		if m != nil && m.image != nil && m.image.Refused() != nil {
			all = append(all, notWhole(m.path, m.image))
		}
	}
	slices.Sort(all)
	return all
}
