package crash

import (
	"fmt"
	"strconv"
	"strings"

	"oopscope/parse/arch"
)

// OperandMode is how an expression of C went wrong.
type OperandMode string

// The modes.
const (
	OfMemory OperandMode = "memory" // the memory that it names was accessed
	OfValue  OperandMode = "value"  // what it holds was used as a pointer to something of no structure
	OfCall   OperandMode = "call"   // what it holds was called
	OfCheck  OperandMode = "check"  // a check found it wrong before anything was done with it
)

// An Operand is what the instruction that trapped worked on, as C says it. It
// comes from symbols: the decoder leaves it out.
type Operand struct {
	Expression string // "shared_mem->pru_inbox.id"
	Mode       OperandMode
	Struct     string      // "shared_mem": the structure's tag, or its typedef; "" where there is none
	Of         string      // the same as C writes the type: "struct shared_mem"
	Size       int64       // of the structure, in bytes
	Member     string      // "pru_inbox.id"; "" when several share the place
	Offset     int64       // of the member in the structure, in bytes
	Variable   string      // the variable that the expression begins with, "" for none
	Type       string      // the variable's type
	Global     bool        // the variable is of the file or the kernel
	Candidates []Candidate // what it may be, where that is several
	Through    bool        // BTF is all that is known: of arrays in arrays it counts the elements through
	Shared     int         // how many members share the place, where the source line says which is meant; 0 for others

	Pointer string    // the part of the expression that is the pointer in question: "shared_mem"; "" when its value is not known
	Kind    arch.Kind // what its value looks like, Nothing where it is told as a number only
	Meaning string    // and in words: "NULL"

	Frame  arch.Frame // where the expression stands; no function when that is not one line
	Source Quote      // that line, when a source tree is there

	Assigned []Quote // lines of that tree which set what keeps the pointer, as found there; not all there may be
}

// A Candidate is one of the members that an operand may be.
type Candidate struct {
	Expression string // "f->stamp"
	Member     string // "stamp"
	Offset     int64  // of the member in the structure, in bytes
}

// A Variable is a variable of the source and its type.
type Variable struct {
	Name  string
	Type  string // "struct shared_mem *"
	Value string // the name of its value, of an enum; "" for others
}

// Words says the operand in one line:
//
//	shared_mem->pru_inbox.id (offset 0x1c1 of struct shared_mem, 1,024 bytes), shared_mem is NULL
func (o *Operand) Words() string {
	if o == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString(o.Expression)
	if o.Struct != "" {
		fmt.Fprintf(&b, " (%s%s", o.whose(), o.Of)
		if o.Size > 0 {
			fmt.Fprintf(&b, ", %s bytes", thousands(o.Size))
		}
		if o.Shared > 0 {
			fmt.Fprintf(&b, "; of %d members there, the one that the source line names", o.Shared)
		}
		if o.Through && strings.HasSuffix(o.Member, "]") { // of structures rows are rare
			b.WriteString("; elements counted through, BTF keeps no rows")
		}
		b.WriteByte(')')
	}
	if o.Pointer != "" {
		b.WriteString(", " + o.Pointer + " is " + o.Meaning)
	}
	return b.String()
}

// whose tells what the place in the structure is to the expression.
func (o *Operand) whose() string {
	at := fmt.Sprintf("offset %#x of ", o.Offset)
	if o.Mode == OfValue {
		return "the pointer lies at " + at
	}
	return at
}

// thousands writes 12345 as "12,345".
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
