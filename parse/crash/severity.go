package crash

// Severity orders what a report means for the machine, worst last.
type Severity int

// The severities of the contract, in rising order.
const (
	Error   Severity = iota + 1 // trouble worth showing, not a crash
	Warning                     // WARN(), OOM, allocation failures
	Stall                       // lockups, stalls, hung tasks
	Bug                         // a checker found memory, locking or RCU misuse
	Oops                        // a task died in the kernel
	Panic                       // the machine is gone
)

// String returns the contract's word for the severity.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case Stall:
		return "stall"
	case Bug:
		return "bug"
	case Oops:
		return "oops"
	case Panic:
		return "panic"
	}
	return ""
}
