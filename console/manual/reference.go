package manual

import (
	"fmt"
	"strings"

	"oopscope/console/config"
)

// Configuration is the reference of config.toml, in Markdown.
func Configuration() string {
	var b strings.Builder
	b.WriteString("| key | value | what it does | environment |\n|---|---|---|---|\n")
	b.WriteString("| `port` | a device, a file or an address | what the profile opens | |\n")
	for i := range config.Flags {
		f := &config.Flags[i]
		if !f.Key {
			continue
		}
		value := f.Value
		if f.Words != "" {
			value = strings.Join(strings.Fields(f.Words), "|")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | `%s` |\n", f.Name, strings.ReplaceAll(value, "|", "\\|"), strings.ReplaceAll(f.Help, "|", "\\|"), config.EnvName(f.Name))
	}
	return b.String()
}
