// Package seat has a program run on a pseudo-terminal of which both ends are ours, as a
// person sits before it: it looks, types, looks away, and leaves. The trials of torture and
// the tests of the whole program sit there. It is for Linux.
package seat
