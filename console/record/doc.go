// Package record keeps the raw capture of a console: exactly the bytes that
// came, in a file that is only ever appended to, with a line index beside it.
//
// Nothing else goes into the capture: no header, no time stamps, no marks.
// Whatever is made of it (stamped text, reports) is an export.
//
// The line index (RECORD.lines) follows the record: when bytes came, what was found in
// the lines (crashes in brief, boots, marks), which bytes are in no line (what a file's protocol
// said: see Skip), and a block for each stretch of 64 KiB, or of ten seconds, which says where
// its lines begin, and has a hash of its bytes, of the items since the block before, and of that
// one. Verify tells by it what of a record is whole, and a record that is opened again is not
// searched again. But for the times and the skips it is made of what the record holds, so that it
// can be made anew; without it a protocol's bytes are lines. An earlier version that reads a newer
// index knows what came before the first skip, and reads on from there.
//
// # What is safe when
//
// Bytes are in the file, that is in the kernel's hands, before anything else of
// oopscope sees them: no crash and no kill -9 of it loses what was shown. A
// goroutine of its own writes, so a disk that does not answer (a frozen file
// system, a server that is gone, a pipe that nobody drains) keeps the session
// for a tenth of a second once. Then the session goes on ahead of its record, up
// to 8 MiB of bytes wait in memory, Trouble says so, and all is written in order
// when the disk answers again. What comes beyond that is lost, counted and told.
//
// Against a power cut of the host the file is synced a second after a byte came
// at the latest, or as soon after that as the disk gets it done, and when it is
// closed; nothing waits for that. A lost second is what a sync after every read
// would save, at the price of a disk that is never quiet.
package record
