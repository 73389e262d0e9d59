package headless

import (
	"fmt"
	"io"
	"time"

	"oopscope/console/out"
	"oopscope/console/record"
)

// findings say what is known of a stretch of a record.
var findings = map[record.Finding]string{
	record.Whole:    "whole: the bytes are those that came",
	record.Later:    "whole since it was indexed: the index was begun anew when they were there already",
	record.Changed:  "CHANGED: other bytes than those that came",
	record.Missing:  "MISSING: they came, and are not in the record",
	record.Unproven: "not proven: in no block of the line index",
}

// Verify prints what a record's line index proves of it, by byte ranges. The exit
// status is 0 when every byte is proven and none is missing, else 1.
func Verify(path string, to, errs io.Writer) int {
	p, err := record.Verify(path, nil)
	if err != nil {
		out.Complain(errs, explain(path, err))
		return Failed
	}
	for _, s := range p.Stretches {
		fmt.Fprintf(to, "%d-%d\t%s\n", s.From, s.To-1, findings[s.Finding])
	}
	if p.Index != nil {
		out.Line(errs, "oopscope: the line index proves no more: %v", p.Index)
	}
	verdict := "is whole"
	if !p.IsWhole() {
		verdict = "is not proven to be whole"
	}
	when := ""
	if !p.First.IsZero() {
		when = fmt.Sprintf(", recorded from %s to %s", p.First.Format(time.DateTime), p.Last.Format(time.DateTime))
	}
	out.Line(errs, "oopscope: %s %s: %d bytes%s", path, verdict, p.Size, when)
	if !p.IsWhole() {
		return Failed
	}
	return Done
}
