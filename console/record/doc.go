// Package record keeps the raw capture of a console: exactly the bytes that
// came, in a file that is only ever appended to, with a time index beside it.
//
// Nothing else goes into the capture: no header, no time stamps, no marks.
// Whatever is made of it (stamped text, reports) is an export. The index says
// when each stretch arrived and may be lost without loss of a byte.
package record
