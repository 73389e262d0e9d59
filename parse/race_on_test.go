//go:build race

package parse_test

// raceDetector tells whether the race detector is on. Nothing here starts a
// goroutine; what it can find is what two decoders beside one another share,
// and a part of the rounds shows that. It makes each eight times as long.
const raceDetector = true
