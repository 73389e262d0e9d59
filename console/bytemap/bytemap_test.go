package bytemap

import (
	"bytes"
	"testing"
)

func TestEveryFlagDoesWhatItSays(t *testing.T) {
	all := "a\r\nb\x00\x7f\b\f\x82"
	for flag, want := range map[string]struct{ lines, screen, typed string }{
		"":         {all, all, all},
		"ICRNL":    {"a\n\nb\x00\x7f\b\f\x82", "a\n\nb\x00\x7f\b\f\x82", all},
		"IGNCR":    {all, "a\nb\x00\x7f\b\f\x82", all},
		"INLCR":    {"a\r\rb\x00\x7f\b\f\x82", "a\r\rb\x00\x7f\b\f\x82", all},
		"INLCRNL":  {all, "a\r\r\nb\x00\x7f\b\f\x82", all},
		"ICRCRNL":  {"a\n\nb\x00\x7f\b\f\x82", "a\r\n\nb\x00\x7f\b\f\x82", all},
		"IFFESCC":  {all, "a\r\nb\x00\x7f\b\x1bc\x82", all},
		"IMSB2LSB": {"\x86\xb0\x50\x46\x00\xfe\x10\x30\x41", "\x86\xb0\x50\x46\x00\xfe\x10\x30\x41", all},
		"OCRNL":    {all, all, "a\n\nb\x00\x7f\b\f\x82"},
		"OIGNCR":   {all, all, "a\nb\x00\x7f\b\f\x82"},
		"ONLCRNL":  {all, all, "a\r\r\nb\x00\x7f\b\f\x82"},
		"OCRCRNL":  {all, all, "a\r\n\nb\x00\x7f\b\f\x82"},
		"ODELBS":   {all, all, "a\r\nb\x00\b\b\f\x82"},
		"OBSDEL":   {all, all, "a\r\nb\x00\x7f\x7f\f\x82"},
		"OLTU":     {all, all, "A\r\nB\x00\x7f\b\f\x82"},
		"ONULBRK":  {all, all, "a\r\nb<BREAK>\x7f\b\f\x82"},
	} {
		m, err := Parse(flag)
		if err != nil || m.String() != flag {
			t.Fatalf("%s: %q %v", flag, m, err)
		}
		in := []byte(all)
		lines, screen, typed := m.Lines(in), m.Screen(in), bytes.Join(m.Typed(in), []byte("<BREAK>"))
		if string(lines) != want.lines || string(screen) != want.screen || string(typed) != want.typed {
			t.Errorf("%s: %q %q %q, want %q", flag, lines, screen, typed, want)
		}
		if len(lines) != len(all) || string(in) != all {
			t.Errorf("%s: offsets move, or what came was changed", flag)
		}
	}
	if names := Names(); len(names) != 15 {
		t.Errorf("%d flags", len(names))
	}
}

func TestFlagsAreWrittenAsPeopleDo(t *testing.T) {
	for text, want := range map[string]string{"none": "", " icrnl, ODELBS,ICRNL": "ICRNL,ODELBS", ",": ""} {
		if m, err := Parse(text); err != nil || m.String() != want {
			t.Errorf("%q: %q %v", text, m, err)
		}
	}
	if m, err := Parse("ICRNL,CRLF"); err == nil || m != nil {
		t.Errorf("CRLF: %v", m)
	}
}
