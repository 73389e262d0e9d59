package parse_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/unwrap"
)

// opened is what is read of a text whose wrapping is taken off first.
func opened(t *testing.T, input []byte) []*parse.Crash {
	t.Helper()
	text, err := io.ReadAll(unwrap.NewReader(bytes.NewReader(input)))
	if err != nil {
		t.Fatal(err)
	}
	return decode(text)
}

// TestUnwrapped: an oops is the same oops when its wrapping was taken off, and what is no
// crash is none.
func TestUnwrapped(t *testing.T) {
	t.Parallel()
	logs, all := wrapped(t), wrappingsIn(t, "unwrapped.txt")
	for name, log := range logs {
		want := bad(decode(log))
		for _, w := range some(all) {
			log := log
			if strings.Contains(w.form, "{stamp}") {
				log = anyStampRE.ReplaceAll(log, nil)
			}
			if difference := unlikeWrapped(bad(opened(t, w.wrap(log))), want); difference != "" {
				t.Errorf("%s: %s: %s", w.name, name, difference)
			}
		}
	}
	clean, err := filepath.Glob("../testdata/clean/*.log")
	if err != nil || len(clean) == 0 {
		t.Fatal(err, len(clean))
	}
	for _, name := range some(clean) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range all {
			for _, c := range opened(t, w.wrap(anyStampRE.ReplaceAll(b, nil))) {
				if c.Severity > parse.Error {
					t.Errorf("%s: %s: line %d: %s: %q", w.name, filepath.Base(name), c.First, c.Class, c.Header)
				}
			}
		}
	}
}

// around are ways to write a whole log down that are no line's own.
func around() map[string]func(lines []string) string {
	each := func(lines []string, f func(n int, l string) string) string {
		var b strings.Builder
		for n, l := range lines {
			b.WriteString(f(n, l))
		}
		return b.String()
	}
	return map[string]func(lines []string) string{
		"newest first": func(lines []string) string {
			return each(lines, func(n int, _ string) string { return lines[len(lines)-1-n] + "\n" })
		},
		"struck twice": func(lines []string) string {
			return each(lines, func(n int, l string) string {
				if n%4 == 0 {
					l = each(strings.Split(l, ""), func(_ int, c string) string { return c + "\b" + c })
				}
				return l + "\n"
			})
		},
		"letters apart": func(lines []string) string {
			return each(lines, func(_ int, l string) string { return strings.Join(strings.Split(l, ""), " ") + "\n" })
		},
		"UTF-32": func(lines []string) string {
			return each(strings.Split(strings.Join(lines, "\n"), ""), func(_ int, c string) string { return c + "\x00\x00\x00" })
		},
		"no-break spaces encoded twice": func(lines []string) string {
			return strings.ReplaceAll(strings.Join(lines, "\n"), "  ", "\u00c2\u00a0 ") + "\n"
		},
		"grep's context": func(lines []string) string {
			return each(lines, func(n int, l string) string {
				if n%9 == 0 {
					return "kern-old.log:" + l + "\n"
				}
				return "kern-old.log-" + l + "\n"
			})
		},
		"a list behind a head": func(lines []string) string {
			return "ok: [node17] => {\n    \"stdout_lines\": [\n" + each(lines, func(_ int, l string) string {
				return "        \"" + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\t", `\t`).Replace("[    1.000000] "+l) + "\",\n"
			}) + "    ]\n}\n"
		},
		"a string that gdb printed": func(lines []string) string {
			return "(gdb) p log\n$1 = \"[    1.000000] " + each(lines, func(_ int, l string) string {
				return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\t", `\t`).Replace(l) + `\n`
			}) + "\"\n"
		},
		"sed's l": func(lines []string) string {
			return each(lines, func(_ int, l string) string {
				l, s := strings.ReplaceAll(l, "\t", `\t`)+"$", ""
				for ; len(l) > 69; l = l[69:] {
					s += l[:69] + "\\\n"
				}
				return s + l + "\n"
			})
		},
		"TeamCity": func(lines []string) string {
			return "##teamcity[testFailed name='boot' details='" + each(lines, func(_ int, l string) string {
				return strings.NewReplacer("|", "||", "'", "|'", "[", "|[", "]", "|]").Replace(l) + "|r|n"
			}) + "']\n"
		},
	}
}

// TestAround: and when it is a text as a whole that something was done to.
func TestAround(t *testing.T) {
	t.Parallel()
	for name, log := range wrapped(t) {
		log = anyStampRE.ReplaceAll(log, nil)
		lines := strings.Split(strings.TrimRight(strings.ReplaceAll(string(log), "\r", ""), "\n"), "\n")
		want := bad(decode(log))
		for what, write := range around() {
			if difference := unlikeWrapped(bad(opened(t, []byte(write(lines)))), want); difference != "" {
				t.Errorf("%s: %s: %s", what, name, difference)
			}
		}
	}
}
