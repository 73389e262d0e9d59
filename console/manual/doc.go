// Package manual writes the manual page, the completions of shells and the reference of
// the configuration from the tables of commands, flags and keys, so that none of them
// tells what the program does not do.
package manual
