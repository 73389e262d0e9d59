//go:build !linux

package port

// driven is not told here.
func (c *control) driven() (dtr, rts bool) { return false, false }

func noSignals(err error) error { return err }
