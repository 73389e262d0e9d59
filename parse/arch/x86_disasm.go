package arch

func x86DecodeCode(d *Dump) {}
