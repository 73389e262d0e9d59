package symbol

import "debug/dwarf"

// Forms of package debug/dwarf are not exported; these are the numbers of the
// DWARF 5 standard, section 7.5.6, and GNU's extensions.
const (
	formAddr = 0x01 + iota
	_
	formBlock2
	formBlock4
	formData2
	formData4
	formData8
	formString
	formBlock
	formBlock1
	formData1
	formFlag
	formSdata
	formStrp
	formUdata
	formRefAddr
	formRef1
	formRef2
	formRef4
	formRef8
	formRefUdata
	formIndirect
	formSecOffset
	formExprloc
	formFlagPresent
	formStrx
	formAddrx
	formRefSup4
	formStrpSup
	formData16
	formLineStrp
	formRefSig8
	formImplicitConst
	formLoclistx
	formRnglistx
	formRefSup8
	formStrx1
	formStrx2
	formStrx3
	formStrx4
	formAddrx1
	formAddrx2
	formAddrx3
	formAddrx4

	formGNUAddrIndex = 0x1f01
	formGNUStrIndex  = 0x1f02
	formGNURefAlt    = 0x1f20
	formGNUStrpAlt   = 0x1f21
)

// attr is one attribute of an abbreviation.
type attr struct {
	name  dwarf.Attr
	form  uint16
	value int64 // of DW_FORM_implicit_const
}

// abbrev is the shape of a debugging entry.
type abbrev struct {
	tag      dwarf.Tag
	children bool
	fixed    int // bytes of all attributes together, -1 when that varies
	sibling  int // index of DW_AT_sibling, -1 when there is none
	attrs    []attr
}

// abbrevs are the shapes of one unit, by code; compilers number them from 1.
type abbrevs struct {
	dense []abbrev
	rest  map[uint64]abbrev
}

func (t *abbrevs) get(code uint64) *abbrev {
	if code-1 < uint64(len(t.dense)) {
		return &t.dense[code-1]
	}
	if a, ok := t.rest[code]; ok {
		return &a
	}
	return nil
}

// Bounds of one table: a whole LTO kernel in one unit has some thousand shapes.
const (
	maxAbbrevs     = 1 << 16
	maxAttrs       = 1 << 18
	maxAbbrevBytes = 4 << 20
)

// readAbbrevs reads the table at off for units of u's format.
func (d *debugInfo) readAbbrevs(off int64, u *unit) *abbrevs {
	for n := int64(16 << 10); n <= maxAbbrevBytes; n *= 4 {
		left := d.abbrev.length() - off
		if left <= 0 {
			return nil
		}
		data, err := d.abbrev.window(off, min(n, left))
		if err != nil {
			return nil
		}
		c := cursor{data: data, order: d.order}
		if t := parseAbbrevs(&c, u); !c.bad || n >= left {
			return t
		}
	}
	return nil
}

func parseAbbrevs(c *cursor, u *unit) *abbrevs {
	t := &abbrevs{}
	attrs := make([]attr, 0, 1024)
	for !c.bad && len(attrs) < maxAttrs && len(t.dense)+len(t.rest) < maxAbbrevs {
		code := c.uleb()
		if code == 0 {
			break
		}
		a := abbrev{tag: dwarf.Tag(c.uleb()), children: c.u8() != 0, sibling: -1}
		first := len(attrs)
		for !c.bad && len(attrs) < maxAttrs {
			x := attr{name: dwarf.Attr(c.uleb()), form: uint16(c.uleb())}
			if x.form == formImplicitConst {
				x.value = c.sleb()
			}
			if x.name == 0 && x.form == 0 {
				break
			}
			if x.name == dwarf.AttrSibling {
				a.sibling = len(attrs) - first
			}
			attrs = append(attrs, x)
			if size := u.formSize(x.form); size < 0 || a.fixed < 0 {
				a.fixed = -1
			} else {
				a.fixed += size
			}
		}
		a.attrs = attrs[first:len(attrs):len(attrs)]
		t.put(code, a)
	}
	return t
}

func (t *abbrevs) put(code uint64, a abbrev) {
	if code == uint64(len(t.dense))+1 {
		t.dense = append(t.dense, a)
		return
	}
	if t.rest == nil {
		t.rest = map[uint64]abbrev{}
	}
	t.rest[code] = a
}

// formSize is the width of a form's value, -1 when the value itself tells.
func (u *unit) formSize(form uint16) int {
	switch form {
	case formFlagPresent, formImplicitConst:
		return 0
	case formData1, formRef1, formFlag, formStrx1, formAddrx1:
		return 1
	case formData2, formRef2, formStrx2, formAddrx2:
		return 2
	case formStrx3, formAddrx3:
		return 3
	case formData4, formRef4, formStrx4, formAddrx4, formRefSup4:
		return 4
	case formData8, formRef8, formRefSig8, formRefSup8:
		return 8
	case formData16:
		return 16
	case formAddr:
		return u.addrSize
	case formStrp, formLineStrp, formSecOffset, formStrpSup, formGNURefAlt, formGNUStrpAlt:
		return u.offsetSize
	case formRefAddr: // an address until DWARF 3 called it an offset
		if u.version < 3 {
			return u.addrSize
		}
		return u.offsetSize
	}
	return -1
}

// skipForm steps over a value.
func (u *unit) skipForm(c *cursor, form uint16) {
	if size := u.formSize(form); size >= 0 {
		c.skip(uint64(size))
		return
	}
	switch form {
	case formBlock1:
		c.skip(uint64(c.u8()))
	case formBlock2:
		c.skip(c.uint(2))
	case formBlock4:
		c.skip(c.uint(4))
	case formBlock, formExprloc:
		c.skip(c.uleb())
	case formString:
		c.skipText()
	case formSdata, formUdata, formRefUdata, formStrx, formAddrx, formLoclistx, formRnglistx,
		formGNUAddrIndex, formGNUStrIndex:
		c.uleb()
	case formIndirect:
		if next := uint16(c.uleb()); next != formIndirect {
			u.skipForm(c, next)
			return
		}
		c.fail()
	default:
		c.fail()
	}
}
