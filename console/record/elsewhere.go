//go:build !unix

package record

const noFollow = 0

func isInvalid(error) bool { return true }
