package telemetry

import (
	"fmt"
	"strings"
)

// Totals are numbers for people.
type Totals struct {
	Crashes, Boots, Trouble int
	Unread                  int  // lines that were none of ours
	OTLP                    bool // there is a collector, to which the rest applies
	Sent, Waiting, Dropped  int  // records
}

// String says them in a line.
func (t Totals) String() string {
	words := []string{several(t.Crashes, "crash", "crashes"), several(t.Boots, "boot", "boots"), several(t.Trouble, "message of trouble", "messages of trouble")}
	if t.OTLP {
		words = append(words, several(t.Sent, "record", "records")+" sent")
	}
	if t.Waiting > 0 {
		words = append(words, fmt.Sprintf("%d waiting", t.Waiting))
	}
	if t.Dropped > 0 {
		words = append(words, fmt.Sprintf("%d dropped", t.Dropped))
	}
	if t.Unread > 0 {
		words = append(words, several(t.Unread, "line", "lines")+" not understood")
	}
	return strings.Join(words, ", ")
}

func several(n int, one, many string) string {
	if n == 1 {
		many = one
	}
	return fmt.Sprintf("%d %s", n, many)
}
