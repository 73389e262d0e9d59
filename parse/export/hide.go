package export

import (
	"reflect"

	"oopscope/parse/schema"
)

// hide redacts every text of a report but those of the program's own tables: what
// kind of crash it is, its signature, and whose part of the kernel it is about.
func hide(r *schema.Report, line func(string) string) {
	for i := range r.Raw { // first: a log's lines tell hosts by what stands around them
		r.Raw[i] = line(r.Raw[i])
	}
	class, severity, owner, signature := r.Class, r.Severity, r.Owner, r.Signature
	r.Owner, r.Signature = nil, nil
	hideIn(reflect.ValueOf(r), line)
	r.Class, r.Severity, r.Owner, r.Signature = class, severity, owner, signature
}

// hideIn redacts the strings in a value that can be changed. Lists are copied, as
// some of them are the crash's own.
func hideIn(v reflect.Value, line func(string) string) {
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); s != "" {
			v.SetString(line(s))
		}
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		if v.CanSet() {
			own := reflect.New(v.Type().Elem())
			own.Elem().Set(v.Elem())
			v.Set(own)
		}
		hideIn(v.Elem(), line)
	case reflect.Slice:
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		for i := range own.Len() {
			hideIn(own.Index(i), line)
		}
		if v.Len() > 0 {
			v.Set(own)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			hideIn(v.Field(i), line)
		}
	}
}
