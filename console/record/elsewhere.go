//go:build !unix

package record

import "os"

const noWait = 0

func isUnread(error) bool { return false }

func nameless(*os.File) bool { return false }

func inode(os.FileInfo) uint64 { return 0 }

func isInvalid(error) bool { return true }

func taken(*os.File) bool { return false }

func release(*os.File) {}
