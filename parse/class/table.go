package class

import (
	"slices"
	"strings"
)

// table holds the classes, the most telling first: when a report has headers of
// several, the first one here gives it its class.
var table = build(slices.Concat(memoryClasses, lockClasses, oopsClasses, stallClasses, warningClasses, panicClasses, troubleClasses))

// classes is the table with what is derived from it.
type classes struct {
	all      []*Class
	byName   map[string]*Class
	printers map[string]*Class // by function
	matchers []*Matcher
}

func build(list []Class) *classes {
	t := &classes{byName: make(map[string]*Class, len(list)), printers: map[string]*Class{}}
	for i := range list {
		t.add(&list[i])
	}
	return t
}

func (t *classes) add(c *Class) {
	t.all = append(t.all, c)
	t.byName[c.Name] = c
	for fn := range strings.FieldsSeq(c.Printers) {
		t.printers[fn] = c
	}
	for i := range c.Headers {
		t.matchers = append(t.matchers, &Matcher{Header: &c.Headers[i], Class: c, Rank: len(t.matchers)})
	}
}

// Register adds a class to the end of the table: one that a program brings
// along, or a test. It must be called before the first decoder is made, from an
// init function for example; it panics when the name is taken.
func Register(c Class) {
	if table.byName[c.Name] != nil {
		panic("class " + c.Name + " is registered twice")
	}
	table.add(&c)
}

// All returns the classes in the order of the table, the most telling first.
func All() []*Class { return slices.Clone(table.all) }

// Matchers returns the matchers of all headers in the order of the table.
func Matchers() []*Matcher { return slices.Clone(table.matchers) }

// ByName returns the class of that name, one that knows nothing when there is
// none.
func ByName(name string) *Class {
	if c := table.byName[name]; c != nil {
		return c
	}
	return &Class{Name: name, Family: name}
}

// What is made of something else than a header.
var (
	// Panicked is the class of a report whose headers give it none.
	Panicked = table.byName["panic"]
	// Trouble of drivers, folded.
	Driver = table.byName["driver-error"]
	// Restarted is a boot that ended without a word.
	Restarted = table.byName["reset"]
	// Silent is a console that stopped.
	Silent = table.byName["silence"]
	// Headless is a report whose header is missing.
	Headless = table.byName["trap"]
)

// Stand makes a matcher that stands for a header which is not there: of a report
// that began before the input, or that the program makes itself.
func (c *Class) Stand(r Role) *Matcher {
	return &Matcher{Header: &Header{Role: r}, Class: c, Rank: len(table.matchers)}
}
