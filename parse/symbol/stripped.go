package symbol

// btf returns the types of the image's .BTF, read on first use; nil when it has
// none that can be used.
func (im *Image) btf() *btf {
	if im.f == nil || im.bare.read {
		return im.bare.types
	}
	im.bare.read = true
	_, bits, _ := im.Machine()
	read := func(name string, base *btf) *btf {
		return readBTF(im.section(im.f.Section(name)), im.f.ByteOrder, bits/8, base, im.share)
	}
	var kernel *btf
	if im.bare.kernel != nil {
		kernel = im.bare.kernel.btf()
	}
	switch {
	case im.f.Section(".BTF.base") != nil:
		if base := read(".BTF.base", nil); base != nil {
			im.bare.types = read(".BTF", base)
		}
		if im.bare.types != nil {
			im.bare.types.kernel = kernel
		}
	default:
		if im.bare.types = read(".BTF", nil); im.bare.types == nil && kernel != nil {
			im.bare.types = read(".BTF", kernel)
		}
	}
	return im.bare.types
}

// On says which kernel a module was built for, nil when that is not known: its
// .BTF goes on where the kernel's ends.
func (im *Image) On(kernel *Image) {
	if kernel != im && kernel != im.bare.kernel {
		im.bare = bare{kernel: kernel}
	}
}

// stripped returns what is known of types in an image without DWARF.
func (im *Image) stripped() *btf {
	if im.debug != nil {
		return nil
	}
	return im.btf()
}

// variable returns a variable by its name.
func (b *btf) variable(name string) (v Variable, ok bool) {
	_, e, ok := b.entry(b.find(btfVar, name))
	if !ok {
		return v, false
	}
	v = Variable{Name: name, Type: b.at(e.size), Sort: Global}
	return v, v.Type != nil
}
