package arch

func armDecodeCode(d *Dump, thumb bool) {}
