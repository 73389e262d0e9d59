package arch

func arm64DecodeCode(d *Dump) {}
