package headless

import (
	"fmt"
	"os"
	"slices"

	"oopscope/console/config"
	"oopscope/console/symbols"
	"oopscope/parse"
	"oopscope/parse/crash"
)

// Locate returns what adds source locations to the crashes, nil when nobody
// named files for it. It does not search the machine for them: a scan of ten
// thousand crashes would do so ten thousand times. When the files are another
// kernel's, the crash says so among its problems, as nobody sees a badge here.
func Locate(set config.Settings) (Resolve, error) {
	named := slices.DeleteFunc([]string{set.Vmlinux, set.Modules, set.SystemMap}, func(s string) bool { return s == "" })
	if len(named) == 0 {
		return nil, nil
	}
	for _, path := range named {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("cannot read the symbols: %w", err)
		}
	}
	where := symbols.System(set.Vmlinux, set.Modules, set.SystemMap)
	where.Memory = int64(set.SymbolMB) << 20
	s := symbols.New(where)
	return func(c *parse.Crash) *parse.Crash {
		located := s.Resolve(c)
		if text, ok := s.State(c); !ok {
			located.Quality.Problems = append(slices.Clone(located.Quality.Problems),
				crash.Problem{Kind: crash.Doubtful, Text: "source locations are doubtful: " + text})
		}
		return located
	}, nil
}
