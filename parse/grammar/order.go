package grammar

import "oopscope/parse/arch/all"

// An Order knows in which order one architecture prints the lines of a report.
// The zero value knows nothing.
type Order struct{ all.Order }

// OrderOf returns the order of the architecture that printed these lines.
func OrderOf(texts []string) Order { return Order{all.OrderOf(texts)} }

// Place is how far down in a report a line of this kind stands, from 1 on; 0
// when its place is not known.
func (o Order) Place(kind Kind, text string) int { return o.Order.Place(text, kind == Frame) }
