package export

import (
	"fmt"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// besideRows are what is known of a frame's variables, in two rows at most.
func besideRows(f *arch.Frame) []string {
	const lead, most = "      ", 2
	words := Clean(crash.VariablesOf(f))
	if words == "" {
		return nil
	}
	rows := wrap(words, columns-len(lead)-2)
	if len(rows) > most {
		rows = rows[:most]
		rows[most-1] += " …"
	}
	for i := range rows {
		rows[i] = lead + rows[i]
	}
	return rows
}

// variableRows are the variables of all frames of the chain of which something is known.
func variableRows(c *crash.Crash) (rows []string) {
	for i := range c.Chain {
		f := &c.Chain[i]
		if crash.VariablesOf(f) == "" {
			continue
		}
		rows = append(rows, fmt.Sprintf("%3d %s", i, Clean(f.Function)))
		for k := range f.Variables {
			v := &f.Variables[k]
			row := fmt.Sprintf("      %s = %s", Clean(v.Declared()), Clean(v.Said()))
			if v.Function != "" {
				row += "  in " + Clean(v.Function)
			}
			rows = append(rows, row)
		}
	}
	return rows
}
