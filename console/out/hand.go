package out

import (
	"os"
	"os/exec"
)

// Hand gives another program our terminal, or whatever our standard streams are: what it
// prints is its own affair.
func Hand(c *exec.Cmd) { c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr }
