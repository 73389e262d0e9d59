package port

// native is how this system's ports are listed; nil where sysfs tells.
func native() func() ([]Listed, error) { return nil }
