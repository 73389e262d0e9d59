package files

// reserve is what is left free on a disk by what can do without: the records of boards
// may lie on the same one.
const reserve = 256 << 20

// HasRoom reports whether the disk of a directory takes so many bytes of what can be had
// again, and has enough left for what cannot. Where nobody can tell it has.
func HasRoom(dir string, bytes int64) bool {
	left, known := free(dir)
	return !known || left-reserve >= bytes
}
