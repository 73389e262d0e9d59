//go:build !linux

package thrift

// HandBack does nothing where the system does not tell what is mapped.
func HandBack() {}

func handBackConstants() {}
