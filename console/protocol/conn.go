package protocol

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// A Conn carries the protocol. One goroutine reads, any may write.
type Conn struct {
	conn net.Conn
	in   *bufio.Reader
	most int // bytes of a line that is read

	writing sync.Mutex
}

// NewConn begins to speak; a line of more than so many bytes that comes ends it.
func NewConn(c net.Conn, most int) *Conn {
	return &Conn{conn: c, in: bufio.NewReaderSize(c, 16<<10), most: most}
}

// errTooLong is the error of a line that nobody needs to be as long.
var errTooLong = errors.New("the line is too long")

// Read reads the next object. What is no JSON of this protocol is a *Nonsense, behind
// which can be read on.
func (c *Conn) Read(v any) error {
	line, err := c.line()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(line, v); err != nil {
		return &Nonsense{err}
	}
	return nil
}

// A Nonsense is a line that is none of the protocol.
type Nonsense struct{ Err error }

// Error says what is wrong with it.
func (n *Nonsense) Error() string { return fmt.Sprintf("this is no request: %v", n.Err) }

func (c *Conn) line() (line []byte, err error) {
	for {
		piece, err := c.in.ReadSlice('\n')
		if len(line)+len(piece) > c.most {
			return nil, errTooLong
		}
		switch {
		case err == nil && line == nil:
			return piece, nil
		case err == nil:
			return append(line, piece...), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			if err == io.EOF && len(line)+len(piece) > 0 {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
		line = append(line, piece...)
	}
}

// Write writes an object. It waits for a peer that does not read, until that goes or the
// connection is closed.
func (c *Conn) Write(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	_, err = c.conn.Write(append(line, '\n'))
	return err
}

// Limit is how long the next reads may take, all together; 0 is for ever.
func (c *Conn) Limit(d time.Duration) {
	if d == 0 {
		c.conn.SetReadDeadline(time.Time{})
		return
	}
	c.conn.SetReadDeadline(time.Now().Add(d))
}

// Net is the connection below.
func (c *Conn) Net() net.Conn { return c.conn }

// Close ends the connection, and a Read or Write in progress.
func (c *Conn) Close() error { return c.conn.Close() }
