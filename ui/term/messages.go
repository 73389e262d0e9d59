package term

// GoneMsg says that the terminal will bring nothing more.
type GoneMsg struct{}

// TypedMsg says that the tap gave a key to the board outside a read.
type TypedMsg struct{}

// LeaveMsg is the Esc behind the prefix, which the tap holds until it is sure that
// no sequence follows. It does not come in its place among the keys, and may
// overtake its prefix.
type LeaveMsg struct{}

// FailedMsg says why the board did not get what was typed.
type FailedMsg struct{ Err error }

// PasteMsg is text pasted while typing to the board.
type PasteMsg struct {
	Text []byte
	Cut  bool // there was more than MaxPaste
}
