package export

import (
	"fmt"
	"strings"

	"oopscope/parse/crash"
)

// AppendGitHub appends the crash as an annotation of GitHub Actions: a workflow
// command, one line, which a step prints (docs.github.com, "Workflow commands").
func AppendGitHub(dst []byte, c *crash.Crash, opt Options) []byte {
	place := fmt.Sprintf(",line=%d,endLine=%d", c.First, c.Last)
	return annotation(dst, annotationKind(c.Severity), opt.File, place, Headline(c), Summary(c, opt))
}

// AppendGitHubError appends an annotation that says what is wrong with an input.
func AppendGitHubError(dst []byte, file, text string) []byte {
	return annotation(dst, "error", file, "", "oopscope could not read this", Clean(text))
}

func annotation(dst []byte, kind, file, place, title, text string) []byte {
	return fmt.Appendf(dst, "::%s file=%s%s,title=%s::%s\n", kind, property(Clean(file)), place, property(title), data(strings.TrimSpace(text)))
}

// annotationKind: what is no crash is worth a notice.
func annotationKind(s crash.Severity) string {
	switch {
	case s >= crash.Stall:
		return "error"
	case s == crash.Warning:
		return "warning"
	}
	return "notice"
}

// data and property escape as the toolkit of GitHub Actions does: the runner
// undoes these and no others.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(s))
}
