package crash

import (
	"fmt"
	"strings"
)

// A Quote is one line of a person's source tree.
type Quote struct {
	File  string // as the symbols name it
	Line  int
	Text  string // the line, fit to be shown; "" when the tree is not the right one
	Doubt string // what speaks against the tree or the line; "" for nothing
}

// Some reports whether there is anything to show.
func (q *Quote) Some() bool { return q.Text != "" || q.Doubt != "" }

// Words says the quote in one line, "" for none:
//
//	pump.c:71: return READ_ONCE(bank->valves[2].pressure) | 1;
func (q *Quote) Words() string {
	if !q.Some() {
		return ""
	}
	s := fmt.Sprintf("%s:%d: %s", q.File[strings.LastIndexByte(q.File, '/')+1:], q.Line, q.Text)
	switch {
	case q.Doubt == "":
		return s
	case q.Text == "":
		return s + q.Doubt
	}
	return s + " (" + q.Doubt + ")"
}

// Quoted is the source line of the expression in words, "" for none.
func (o *Operand) Quoted() string {
	if o == nil {
		return ""
	}
	return o.Source.Words()
}

// SetAt says in words where the tree sets what keeps the pointer, "" for nowhere.
func (o *Operand) SetAt() string {
	if o == nil || len(o.Assigned) == 0 {
		return ""
	}
	all := make([]string, len(o.Assigned))
	for i := range o.Assigned {
		all[i] = o.Assigned[i].Words()
	}
	return o.Pointer + " is assigned in this tree at " + strings.Join(all, " · ")
}
