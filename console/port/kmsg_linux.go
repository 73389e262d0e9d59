package port

import (
	"errors"
	"os"
	"syscall"
)

// kmsgPort is the kernel log of this machine, /dev/kmsg: every read gives one
// record, "level,number,microseconds,flags;text", from the oldest that is still
// there on (Documentation/ABI/testing/dev-kmsg). It is only read: what is written
// there would stand in the log.
type kmsgPort struct {
	filePort
}

func openKmsg(path string) (Port, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // so that Close ends a Read
	if err != nil {
		return nil, &Error{Port: printable(path), What: "cannot be read: " + reason(err).Error(),
			Do: "with kernel.dmesg_restrict only root may (CAP_SYSLOG)", Err: err}
	}
	return &kmsgPort{filePort{file: f, info: Info{Name: printable(path), Kind: KindKmsg, Identity: path, Live: true}}}, nil
}

// Read returns the next record. Records that were overwritten before anybody read
// them are passed over, as the numbers of the others show.
func (p *kmsgPort) Read(b []byte) (int, error) {
	for {
		n, err := p.filePort.Read(b)
		if !errors.Is(err, syscall.EPIPE) {
			return n, err
		}
	}
}
