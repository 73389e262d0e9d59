package crash

// OperandMode is how an expression of C went wrong.
type OperandMode string

// The modes.
const (
	OfMemory OperandMode = "memory" // the memory that it names was accessed
	OfValue  OperandMode = "value"  // what it holds was used as a pointer to something of no structure
	OfCall   OperandMode = "call"   // what it holds was called
)

// An Operand is what the instruction that trapped worked on, as C says it. It
// comes from symbols: the decoder leaves it out.
type Operand struct {
	Expression string // "shared_mem->pru_inbox.id"
	Mode       OperandMode
	Struct     string   // "shared_mem": the structure's tag, or its typedef; "" where there is none
	Size       int64    // of the structure, in bytes
	Member     string   // "pru_inbox.id"; "" when several share the place
	Offset     int64    // of the member in the structure, in bytes
	Variable   string   // the variable that the expression begins with, "" for none
	Type       string   // the variable's type
	Candidates []string // the expressions, where it may be several
}

// A Variable is a variable of the source and its type.
type Variable struct {
	Name string
	Type string // "struct shared_mem *"
}
