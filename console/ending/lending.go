package ending

// OnLending has f do what the signals ask that lend a port (true) and take it back (false),
// one at a time, to the end. They end no program, whether there is something to lend or not.
func (e *Ending) OnLending(f func(lend bool)) {
	select {
	case <-e.lending: // it came before there was anything to lend
	default:
	}
	go func() {
		for {
			select {
			case <-e.over:
				return
			case s := <-e.lending:
				f(isHandOver(s))
			}
		}
	}()
}
