// Package symbols finds and opens the files behind package parse/symbol, and
// adds source locations to crashes.
//
// The files come from --vmlinux, --modules and --system-map, from a kernel
// build tree, or are found by build id and release where distributions put
// debugging information. They are fetched from
// debuginfod servers only when a person allowed it. Files are looked
// at anew for every crash, so that a kernel rebuilt while the console is open
// is picked up.
package symbols
