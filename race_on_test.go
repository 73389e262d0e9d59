//go:build race

package main

// raceDetector tells whether the race detector is on, which multiplies time and
// memory.
const raceDetector = true
