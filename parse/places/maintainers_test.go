package places

import (
	"bufio"
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// A section of MAINTAINERS begins with its title; its lines begin with a letter
// and a colon.
//
//	BTRFS FILE SYSTEM
//	L:	linux-btrfs@vger.kernel.org
//	F:	fs/btrfs/
type section struct {
	title, list string
	files       []string
}

var field = regexp.MustCompile(`^([A-Z]):\s*(\S+)`)

// readMaintainers returns title, list and files of every section that has files,
// as lines for lists.bin. Of the people it takes nothing.
func readMaintainers(text []byte) string {
	var out []string
	var s section
	done := func() {
		if len(s.files) > 0 && s.title != "THE REST" {
			out = append(out, s.title+"\t"+s.list+"\t"+strings.Join(s.files, " "))
		}
		s = section{}
	}
	for in := bufio.NewScanner(bytes.NewReader(text)); in.Scan(); {
		line := in.Text()
		m := field.FindStringSubmatch(line)
		switch {
		case strings.TrimSpace(line) == "":
			done()
		case m == nil && s.title == "":
			s.title = strings.Join(strings.Fields(line), " ")
		case m == nil:
		case m[1] == "L" && (s.list == "" || s.list == everybodys) && strings.Contains(m[2], "@"):
			s.list = m[2]
		case m[1] == "F" && isTop(m[2]) && !notKernel(m[2]):
			s.files = append(s.files, m[2])
		}
	}
	done()
	slices.Sort(out)
	return strings.ReplaceAll(strings.Join(out, "\n")+"\n", "\t"+everybodys+"\t", "\t\t")
}

// everybodys list says nothing of whose a file is.
const everybodys = "linux-kernel@vger.kernel.org"
