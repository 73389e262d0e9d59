package telemetry

import (
	"cmp"

	"oopscope/parse/arch"
	"oopscope/parse/schema"
	"oopscope/parse/trouble"
)

// What a report is counted by.

// isCrash tells a crash from trouble that is none.
func isCrash(r *schema.Report) bool { return r.Severity != "error" }

// shapeOf is what trouble has in common with the same trouble of another device: the ledger
// groups by the same.
func shapeOf(r *schema.Report) string { return trouble.Shape(cmp.Or(r.Header, r.Title)) }

// errnoOf is the name of the error that trouble came with, "" when it names none.
func errnoOf(r *schema.Report) string {
	if n := trouble.Errno(r.Header); n > 0 {
		return (*arch.Arch)(nil).ErrnoName(n)
	}
	return ""
}

// signatureOf is what a crash is counted by: the ledger's key.
func signatureOf(r *schema.Report) string {
	if r.Signature == nil {
		return r.Class
	}
	return cmp.Or(r.Signature.Exact, r.Signature.Bug, r.Class)
}
