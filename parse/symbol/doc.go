// Package symbol reads a kernel's own files, vmlinux, modules and System.map,
// and tells for a place in a call trace which source line it is and through
// which inlined functions.
//
// It reads DWARF 2 to 5 itself, one compilation unit at a time and only the
// bytes it needs, through an [io.ReaderAt]: a 600 MB vmlinux costs a few
// megabytes of memory. It never maps the file, because a vmlinux that the next
// build truncates under a mapping would kill the process.
//
// The files may be damaged or hostile: every number is checked, loops are
// bounded by the bytes that feed them, and a place that cannot be read is a
// place without a location. The package is a leaf and knows no crash.
package symbol
