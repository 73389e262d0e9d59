package crash

import "time"

// A Boot is one life of the machine within the input.
type Boot struct {
	N       int       // 1-based
	Sender  string    // whose life it is, where one line has several senders; else ""
	First   int       // its first line
	Seen    time.Time // host time of that line; zero when not known
	How     string    // "first" (input begins), "kernel banner", "boot loader", "time went back", "firmware"
	Banner  string    // "Linux version …" without prefix, "" until seen
	Kernel  string    // release
	Machine string    // model, when printed
	Arch    string
	Heard   int  // the last line of the boot before it that its kernel stamped, when that is among its last few; else 0
	Silent  bool // the boot before it ended without a panic or an orderly reboot
	Left    Farewell
}

// A Farewell is the kernel's word that it was told to end, the zero value when there is none.
type Farewell struct {
	How  FarewellKind
	Line int
}

// A FarewellKind is what a kernel was told to do.
type FarewellKind uint8

// What kernel/reboot.c says.
const (
	ToPowerDown FarewellKind = iota + 1
	ToHalt
	ToRestart
)

// After is the farewell if it came behind the line, else the zero value.
func (f Farewell) After(line int) Farewell {
	if f.Line > line {
		return f
	}
	return Farewell{}
}

// told is what the kernel was told.
func (f Farewell) told() string {
	return [...]string{"", "switch the machine off", "halt", "restart"}[min(f.How, ToRestart)]
}
