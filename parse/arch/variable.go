package arch

import (
	"cmp"
	"fmt"
	"strings"
)

// Variable is a variable of the source in one call of a function, as symbols tell it.
type Variable struct {
	Name      string
	Type      string // "struct shared_mem *"
	Function  string // the inlined function that it is of, "" for the frame's own
	Parameter bool

	Known   bool   // Value is what it held
	Value   uint64 // in as many bytes as the type has
	Meaning string // "NULL", "PUMP_RUNNING", "-22", a symbol, a text; "" where the number says it all
	From    string // where it was found: a register, "[0xd9535b58]", "caller", "constant"

	Address uint64 // where it lies in memory, 0 for nowhere that is known
}

// Words says the variable as "inode = 0xffff888003c0a000".
func (v *Variable) Words() string {
	switch {
	case v.Known:
		return v.Name + " = " + cmp.Or(v.Meaning, fmt.Sprintf("%#x", v.Value))
	case v.Meaning != "":
		return v.Name + " = " + v.Meaning
	case v.Address != 0:
		return fmt.Sprintf("%s at %#x", v.Name, v.Address)
	}
	return v.Name + " = ?"
}

// Declared is the variable as C declares it, roughly: "struct inode *inode".
func (v *Variable) Declared() string {
	if strings.HasSuffix(v.Type, "*") || v.Type == "" {
		return v.Type + v.Name
	}
	return v.Type + " " + v.Name
}

// Said is the value with where it was found: "0x5 (RBX)"; "not known" for none.
func (v *Variable) Said() string {
	text := v.Meaning
	switch {
	case v.Known && text == "":
		text = fmt.Sprintf("%#x", v.Value)
	case v.Known && text != "NULL":
		text = fmt.Sprintf("%#x, %s", v.Value, text)
	case v.Address != 0:
		text = strings.TrimSuffix(fmt.Sprintf("at %#x, %s", v.Address, text), ", ")
	case text == "":
		return "not known"
	}
	if v.From != "" {
		text += " (" + v.From + ")"
	}
	return text
}
