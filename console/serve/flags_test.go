package serve_test

import "flag"

// The figures of docs/performance.md come from longer runs:
//
//	go test ./console/serve -run StoppedViewer -flood 10m -timeout 15m
//	go test ./console/serve -run Loans -loans 100
var (
	floodFor = flag.Duration("flood", 0, "how long the board floods the line, at least")
	loans    = flag.Int("loans", 10, "how often the port is lent")
)
