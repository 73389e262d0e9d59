package symbol

// size is a number that fits; anything else is not known.
func (v value) size() int64 {
	if v.form == 0 || v.n > 1<<40 {
		return 0
	}
	return int64(v.n)
}

// isConstant tells a number from an expression or a reference to one.
func (v value) isConstant() bool {
	switch v.form {
	case formData1, formData2, formData4, formData8, formUdata, formSdata, formImplicitConst:
		return true
	}
	return false
}
