package serve_test

import "flag"

// The figures of docs/performance.md come from longer runs:
//
//	go test ./console/serve -run StoppedViewer -flood 10m -timeout 15m
//	go test ./console/serve -run Loans -loans 100
//	go test ./console/serve -run Attach -attach-size 1073741824 -v
//	go test ./console/serve -run KeyToBoard -keys 5000 -v
var (
	floodFor   = flag.Duration("flood", 0, "how long the board floods the line, at least")
	attachSize = flag.Int64("attach-size", 16<<20, "bytes of the record that is attached to")
	keys       = flag.Int("keys", 200, "how many keys are typed")
	loans      = flag.Int("loans", 10, "how often the port is lent")
)
