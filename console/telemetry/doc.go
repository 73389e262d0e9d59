// Package telemetry carries what sessions and scans meet into what a lab watches its machines
// with: crashes, trouble and boots become records and counters of OpenTelemetry, sent by OTLP,
// and a page that Prometheus reads. It reads JSON lines, those of `scan --json`, of `watch
// --json` or of a session's socket, and knows no port, no decoder and no screen: it is linked
// into oopscope-export, a program of its own, since these libraries are half as large as
// oopscope and take longer to begin than it does.
//
// What comes is as hostile as the board that said it: all of it is cleaned, bounded in length,
// and bounded in how many counters it can make. Reading goes on whatever the network does:
// what a collector does not take waits in a queue of a fixed size, and is counted when it is
// dropped.
package telemetry
