package symbol

import "slices"

// Declared returns, for each of the functions that Lookup names at a place, in its
// order, the line at which the source declares it: where its name stands. The line
// is 0 where nothing tells.
func (im *Image) Declared(p Place) (all []Location) {
	at := im.addresses(p)
	if len(at) == 0 || im.debug == nil || im.flat || slices.ContainsFunc(at, func(a uint64) bool { return a != at[0] }) {
		return nil
	}
	defer func() {
		if catchPanics && recover() != nil {
			all = nil
		}
	}()
	pc := at[0]
	if !p.Exact && pc > 0 {
		pc--
	}
	for _, off := range im.units(pc, pc) {
		u := im.debug.unit(off)
		if u == nil {
			continue
		}
		u.d.current = u
		functions := u.full()
		scopes := functions.scopes(pc)
		if len(scopes) == 0 {
			continue
		}
		for i := len(scopes) - 1; i >= 0; i-- {
			all = append(all, im.declared(functions, &scopes[i]))
		}
		return all
	}
	return nil
}

// declared reads where one function is declared: it stands with the entry that has
// its name.
func (im *Image) declared(u *unit, s *scope) Location {
	out := Location{Function: u.title(*s)}
	home, e, ok := u.d.named(s.origin)
	if s.declLine != 0 || !ok {
		home, e = u, entry{declFile: s.declFile, declLine: s.declLine}
	}
	if home = home.whole(); home == nil {
		return out
	}
	if table := home.lineTable(); table != nil && e.declLine != 0 {
		out.File, out.Line = im.path(home, table.file(e.declFile)), lineNumber(e.declLine)
	}
	return out
}

// named returns the entry at off in .debug_info, or the one that it refers to, that
// has a name, and its unit.
func (d *debugInfo) named(off int64) (u *unit, e entry, ok bool) {
	for range 8 { // as in nameOf
		if off <= 0 {
			return nil, e, false
		}
		if u = d.unitAround(off); u == nil {
			return nil, e, false
		}
		c := u.cursor(int(off - u.off))
		ab := u.abbrevs.get(c.uleb())
		if ab == nil {
			return nil, e, false
		}
		if e = u.entry(&c, ab); e.name.form != 0 && e.declLine != 0 {
			return u, e, true
		}
		off = e.origin
	}
	return nil, e, false
}
