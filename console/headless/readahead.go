package headless

import "io"

const (
	chunk  = 1 << 20 // large enough that a read costs nothing beside its bytes
	chunks = 3       // one being read, one being decoded, one between
)

// readAhead reads r to its end in chunks on a goroutine of its own, so that the
// disk and the decoder work at the same time, and calls feed with each in
// order. The bytes are feed's until it returns. Memory stays constant.
func readAhead(r io.Reader, feed func([]byte) error) error {
	free := make(chan []byte, chunks)
	for range chunks {
		free <- make([]byte, chunk)
	}
	full := make(chan []byte, chunks)
	stop := make(chan struct{})
	var failure error // written before full is closed
	go func() {
		defer close(full)
		failure = fill(r, free, full, stop)
	}()
	for p := range full {
		if err := feed(p); err != nil {
			close(stop) // the reader may sit in a read; it is not waited for
			return err
		}
		free <- p[:chunk]
	}
	return failure
}

// fill hands every read on at once: a slow pipe must not wait for a full chunk.
func fill(r io.Reader, free <-chan []byte, full chan<- []byte, stop <-chan struct{}) error {
	for {
		var p []byte
		select {
		case p = <-free:
		case <-stop:
			return nil
		}
		n, err := r.Read(p)
		full <- p[:n]
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
