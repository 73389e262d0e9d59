package unwrap

import "bytes"

// TeamCity keeps what a step printed in messages of its own, with a pipe in front of what it
// escapes:
//
//	##teamcity[testStdOut name='boot' out='|[    4.214189|] BUG: …|n' flowId='1']

var (
	teamCityMark  = []byte("##teamcity[")
	teamCityTexts = [...][]byte{[]byte(" out='"), []byte(" details='"), []byte(" text='"), []byte(" message='")}
)

const enoughPiped = 4

func tellTeamCity(head []byte, _ bool) verdict {
	return when(bytes.Contains(head, teamCityMark) && bytes.Count(head, []byte("|n"))+bytes.Count(head, []byte("|[")) >= enoughPiped)
}

func newTeamCity() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		if !bytes.HasPrefix(bytes.TrimLeft(line, " \t"), teamCityMark) {
			return append(dst, line...)
		}
		for _, name := range teamCityTexts {
			if _, text, ok := bytes.Cut(line, name); ok {
				if dst = unpiped(dst, text); len(dst) == 0 || dst[len(dst)-1] != '\n' {
					dst = append(dst, '\n')
				}
				return dst
			}
		}
		return append(dst, line...)
	}}
}

// unpiped appends a value up to the quote that ends it.
func unpiped(dst, s []byte) []byte {
	for i := 0; i < len(s) && s[i] != '\''; i++ {
		if s[i] != '|' || i+1 == len(s) {
			dst = append(dst, s[i])
			continue
		}
		switch i++; s[i] {
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		default:
			dst = append(dst, s[i])
		}
	}
	return dst
}
