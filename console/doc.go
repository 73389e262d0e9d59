// Package console carries the bytes of a board to whoever shows them, and what
// is typed back to the board. A [Session] is one console: it reads a port,
// records every byte, decodes, and hands over what is new; it never waits for
// whoever takes it.
package console
