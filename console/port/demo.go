package port

import (
	"context"
	"errors"
	"fmt"

	"github.com/creack/pty"

	"oopscope/console/demo"
)

// demoPort is the simulated board on a real pseudo-terminal. What reads it is
// the code that reads an adapter.
type demoPort struct {
	*serialPort
	stop context.CancelFunc
	gone chan struct{} // closed when the board ended
}

func openDemo(s Settings) (Port, error) {
	master, slave, err := pty.Open()
	if errors.Is(err, pty.ErrUnsupported) {
		return openPipedDemo(s), nil
	}
	if err != nil {
		return nil, &Error{Port: "demo", What: fmt.Sprintf("no pseudo-terminal: %v", err),
			Do: "the demo needs one here; another program may have them all", Err: err}
	}
	line, err := openSerial("demo", slave.Name(), s)
	// The serial port holds the terminal open now, and raw.
	slave.Close()
	if err != nil {
		master.Close()
		return nil, err
	}
	if master, err = pollable(master); err != nil {
		line.Close()
		return nil, &Error{Port: "demo", What: "no pseudo-terminal: " + err.Error(), Err: err}
	}
	ctx, stop := context.WithCancel(context.Background())
	p := &demoPort{serialPort: line, stop: stop, gone: make(chan struct{})}
	p.info.Kind, p.info.Identity = KindDemo, "demo"
	go func() {
		defer close(p.gone)
		defer master.Close()
		// A board that prints into a line which nobody reads any more hangs
		// in the write: the terminal's other end being closed does not end it.
		defer context.AfterFunc(ctx, func() { master.Close() })()
		demo.Run(ctx, master, demo.Options{Speed: s.DemoSpeed, Quiet: s.DemoQuiet})
	}()
	return p, nil
}

// Close switches the board off and waits until it is.
func (p *demoPort) Close() error {
	p.stop()
	err := p.serialPort.Close()
	<-p.gone
	return err
}
