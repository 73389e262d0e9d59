// Package index keeps a line of every crash, every kind of trouble and every boot
// that any session met, in one file that is only added to.
//
// Each line has a check of its own, so that a line that a kill, a full disk or a
// bad sector tore is passed over and all others count. What is told again (a
// crash that was saved meanwhile, trouble that came more often) is a further line
// with the same uid, of which the last one counts; when too many lines are
// outdated the file is written anew. Any number of processes may read and add at
// once: each reads on from where it stopped, and adds under a lock.
//
// Folders of saved crashes and the records themselves are what can never be made
// again; the index can: folders are entered by whoever owns them (see
// [Index.Folders]), records by `oopscope ledger import`.
package index
