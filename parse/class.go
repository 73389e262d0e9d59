package parse

import (
	"regexp"
	"sync"

	"oopscope/parse/ascii"
	"oopscope/parse/crash"
)

// A class is one kind of report: a row of THE TABLE of crash classes. A new
// class is one literal in a classes_*.go file and nothing else.
type class struct {
	name     string // the contract's name
	severity crash.Severity
	words    string   // how the title begins: "NULL pointer dereference"
	headers  []header // lines that open or name such a report
	samples  []string // real lines, each claimed by this class and no other
	patience int      // lines outside the report grammar it may contain in a row; 0 is the default
}

// A header is one form of a line that opens or names a report.
type header struct {
	// literal must stand in the line; it is what the scanner looks for.
	literal string
	// pattern matches the text behind the prefix. Named groups: fn (a symbol),
	// addr, access, cpu, comm, pid, file, what, n, code, secs, pages, errno.
	// Empty: the literal must begin the text.
	pattern string
	role    role
	// not suppresses the header when one of these stands in the text.
	not []string
}

// role says what a header line does to the report that is open.
type role int

const (
	// opens begins a report of its own.
	opens role = iota
	// fault begins a report whose die line follows ("Unable to handle …").
	fault
	// die is the line with [#N]: it joins the fault before it or begins a report.
	die
	// names tells what a WARNING or BUG around it is about ("refcount_t: …");
	// alone it is nothing.
	names
	// titles is like names, but strong enough to be a report without a carrier.
	titles
	// panics joins the report that led to it, or begins one.
	panics
	// hints adds to an open report only ("KASAN: null-ptr-deref in range …").
	hints
	// trouble is not a crash: a driver or resource failure.
	trouble
	// anything begins a report when a trace follows at once and no other header
	// tells more: what a driver calls a bug.
	anything
	// leads stands in front of a header and says nothing itself.
	leads
)

// rule is a compiled header.
type rule struct {
	*header
	class *class
	rank  int // position in the table: earlier rows win
	once  sync.Once
	re    *regexp.Regexp
}

// match returns the named groups of the header in a text, nil when it is not
// this header. Texts reach it only when they hold the literal.
func (r *rule) match(text string) map[string]string {
	for _, n := range r.not {
		if ascii.ContainsFold(text, n) {
			return nil
		}
	}
	r.once.Do(func() {
		if r.pattern != "" {
			r.re = regexp.MustCompile(r.pattern)
		}
	})
	if r.re == nil {
		if len(text) >= len(r.literal) && text[:len(r.literal)] == r.literal {
			return map[string]string{}
		}
		return nil
	}
	m := r.re.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	groups := make(map[string]string, len(m))
	for i, name := range r.re.SubexpNames() {
		if name != "" && m[i] != "" {
			groups[name] = m[i]
		}
	}
	return groups
}

// classes is the table, the most telling classes first: when a report has
// headers of several, the first one here gives it its class.
var classes = concat(memoryClasses, lockClasses, oopsClasses, stallClasses, warningClasses, panicClasses, troubleClasses)

// rules and byName are derived from the table.
var (
	rules  = compileRules()
	byName = indexClasses()
)

func concat(tables ...[]class) []class {
	var all []class
	for _, t := range tables {
		all = append(all, t...)
	}
	return all
}

func compileRules() []*rule {
	n := 0
	for i := range classes {
		n += len(classes[i].headers)
	}
	all, each := make([]*rule, n), make([]rule, n)
	n = 0
	for i := range classes {
		for j := range classes[i].headers {
			r := &each[n]
			r.header, r.class, r.rank = &classes[i].headers[j], &classes[i], n
			all[n] = r
			n++
		}
	}
	return all
}

func indexClasses() map[string]*class {
	m := make(map[string]*class, len(classes))
	for i := range classes {
		if m[classes[i].name] == nil {
			m[classes[i].name] = &classes[i]
		}
	}
	return m
}
