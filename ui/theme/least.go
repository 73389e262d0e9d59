package theme

import (
	"fmt"
	"strings"

	"oopscope/ui/cell"
)

// The smallest screen that anything fits on, in cells.
const (
	MinWidth  = 40
	MinHeight = 10
)

// TooSmall is a screen that says it is too small for any other.
func TooSmall(w, h int) string {
	var b cell.Bar
	words := fmt.Sprintf("terminal too small (%dx%d, need %dx%d)", w, h, MinWidth, MinHeight)
	rows := make([]string, h)
	for i := range rows {
		b.Cells = nil
		from := min(i*w, len(words))
		b.Add(words[from:min(from+w, len(words))], New().Text)
		rows[i] = b.Paint(w)
	}
	return strings.Join(rows, "\n")
}
