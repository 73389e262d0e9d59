// Package parse reads Linux kernel crashes out of a console's bytes.
//
// A [Decoder] takes the bytes as they come, in any cut, and gives back lines,
// boots and crashes. It is pure: it opens nothing, starts nothing, reads no
// clock, and never fails; what it cannot read it reports as a problem of the
// crash concerned. Memory is bounded whatever the input.
//
// The way of a byte: stream.go cuts lines, line.go scrubs and takes the printk
// prefix off, detect.go decides which report a line opens, extends or closes
// with the help of the class table (package class) and the report grammar
// (grammar.go), and decode.go turns a report's lines into a [Crash], the
// architecture's part of it by a value of package arch.
package parse
