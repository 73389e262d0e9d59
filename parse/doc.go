// Package parse reads Linux kernel crashes out of a console's bytes.
//
// [Crashes] reads a capture to its end and yields its crashes, each as a [Crash]. A
// program that has the bytes in hand, of a live line perhaps, makes a [Decoder] with
// [New]: [Decoder.Feed] takes the bytes as they come, in any cut, and returns a [Batch]
// of the lines, boots and crashes that they brought. [Decoder.Idle] tells that time went
// by, [Decoder.Gap] that something was lost, and [Decoder.Close] that nothing more comes.
//
// The package is pure: it opens nothing, starts nothing, reads no clock, and never
// fails; what it cannot read it reports as a problem of the crash concerned. Memory is
// bounded whatever the input.
//
// A line goes down once. Package printk takes terminal control and prefix off it;
// literal finds which headers may stand in it; boot tells whether the machine
// started again; report gives it to the report that it opens, extends or closes,
// or trouble keeps it as trouble of a driver. A report that is over goes to decode,
// with the help of arch, to blame, and to story, which links it to what came before.
// The packages on that way know nothing of each other: they tell by events what they
// found, and the decoder acts on it. Package class is the table of what kinds of
// reports there are, and crash what comes out.
package parse
