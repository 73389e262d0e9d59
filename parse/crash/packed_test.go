package crash

import (
	"reflect"
	"testing"
	"time"
	"unsafe"

	"oopscope/parse/arch"
)

// What is packed is what is known in brief, all of it, and takes a tenth of the room.
func TestPackedIsTheBrief(t *testing.T) {
	whole := &Crash{Dump: arch.Dump{}, Body: []BodyLine{{N: 7}}}
	filled(reflect.ValueOf(whole).Elem(), 1)
	whole.Seen = time.Unix(1_700_000_000, 123_456_789)
	for _, c := range []*Crash{whole, {ID: 1, First: 1, Last: 2, CPU: -1, Severity: Error}} {
		p := c.Pack()
		if got, want := p.Brief(), c.InBrief(); !reflect.DeepEqual(got, want) {
			t.Errorf("unpacked:\n%+v\nin brief:\n%+v", got, want)
		}
	}
	boot := Boot{}
	filled(reflect.ValueOf(&boot).Elem(), 1)
	for _, b := range []Boot{{N: 1, First: 1}, boot, {Seen: time.Unix(1_700_000_000, 9)}} {
		if p := b.Pack(); !reflect.DeepEqual(p.Boot(), b) {
			t.Errorf("%+v is unpacked as %+v", b, p.Boot())
		}
	}
	if packed, brief := unsafe.Sizeof(Packed{}), unsafe.Sizeof(Crash{}); packed*10 > brief {
		t.Errorf("%d bytes packed, %d in brief", packed, brief)
	}
}

// filled gives every field of a struct another value, as deep as what is kept in brief goes.
func filled(v reflect.Value, n int) {
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.Int, reflect.Int8, reflect.Int64:
			f.SetInt(int64(n + i))
		case reflect.Float64:
			f.SetFloat(float64(n + i))
		case reflect.String:
			f.SetString(string(rune('a' + (n+i)%26)))
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Struct:
			if f.Type() != reflect.TypeFor[time.Time]() && f.Type().PkgPath() == v.Type().PkgPath() {
				filled(f, n+i)
			}
		case reflect.Slice:
			if f.Type().Elem().Kind() == reflect.Int {
				f.Set(reflect.ValueOf([]int{n, n + i}))
			}
		}
	}
}
