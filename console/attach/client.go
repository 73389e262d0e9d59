// Package attach finds the session that owns a port, in another process, and looks at it:
// as a port for a session of one's own, which reads the other's record, or by asking.
package attach

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"oopscope/console/port"
	"oopscope/console/protocol"
)

// helloTime is how long a process that is alive may take to say who it is. One that was
// stopped never does.
const helloTime = 400 * time.Millisecond

// A Client is a connection to a session.
type Client struct {
	conn  *protocol.Conn
	hello protocol.Hello
	next  int64 // id of the next request
}

// ErrNobody means that no session of ours has the port.
var ErrNobody = errors.New("no session has this port")

// Find connects to the session that has a port, or without a port to the one session
// there is; ErrNobody when there is none.
func Find(ctx context.Context, spec string) (*Client, error) {
	if spec == "" {
		return only(ctx)
	}
	var found *Client
	for _, c := range all(ctx) {
		if found == nil && c.isFor(spec) {
			found = c
			continue
		}
		c.Close()
	}
	if found == nil {
		return nil, ErrNobody
	}
	return found, nil
}

func only(ctx context.Context) (*Client, error) {
	list := all(ctx)
	switch len(list) {
	case 0:
		return nil, ErrNobody
	case 1:
		return list[0], nil
	}
	var names []string
	for _, c := range list {
		names = append(names, c.hello.Port)
		c.Close()
	}
	return nil, fmt.Errorf("several sessions are open: name one of %s", strings.Join(names, ", "))
}

// all connects to all sessions at a time.
func all(ctx context.Context) (list []*Client) {
	paths := protocol.Sockets()
	found := make([]*Client, len(paths))
	var dialed sync.WaitGroup
	for i, path := range paths {
		dialed.Go(func() { found[i], _ = Dial(ctx, path) })
	}
	dialed.Wait()
	for _, c := range found {
		if c != nil {
			list = append(list, c)
		}
	}
	return list
}

// Dial connects to a socket, which has to be the user's own.
func Dial(ctx context.Context, path string) (*Client, error) {
	d := net.Dialer{Timeout: helloTime}
	conn, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	if _, ok := protocol.Trusted(conn); !ok {
		conn.Close()
		return nil, fmt.Errorf("%s belongs to somebody else", path)
	}
	return greet(conn)
}

// greet hears who is at the other end.
func greet(conn net.Conn) (*Client, error) {
	c := &Client{conn: protocol.NewConn(conn, protocol.MessageMost)}
	c.conn.Limit(helloTime)
	var m protocol.Message
	if err := c.conn.Read(&m); err != nil {
		conn.Close()
		return nil, err
	}
	c.conn.Limit(0)
	if m.Error != "" {
		conn.Close()
		return nil, errors.New(m.Error)
	}
	if m.Hello == nil || m.Hello.V != protocol.Version {
		conn.Close()
		return nil, errors.New("the session that has the port is of another version of oopscope")
	}
	c.hello = *m.Hello
	return c, nil
}

// Hello is what the other said of itself.
func (c *Client) Hello() protocol.Hello { return c.hello }

// isFor tells whether the session is about what a spec names, by what that is now: a name
// may have gone to another adapter meanwhile.
func (c *Client) isFor(spec string) bool {
	h := &c.hello
	if real := port.Named(spec); real != "" {
		return real == h.Device || h.Device == "" && real == port.Real(h.Stable)
	}
	bare := strings.TrimPrefix(spec, "/dev/")
	return spec != "" && (bare == strings.TrimPrefix(h.Port, "/dev/") || spec == h.Stable)
}

// hookTime is how long a hook may take, and its answer.
const hookTime = 150 * time.Second

// RunHook has a hook of the session run.
func (c *Client) RunHook(name string) (*protocol.HookResult, error) {
	m, err := c.Ask(protocol.Request{Do: "hook", Hook: name})
	if err != nil {
		return nil, err
	}
	if m.Hook == nil {
		return nil, errors.New("the session says nothing of the hook")
	}
	return m.Hook, nil
}

// askTime is how long an answer may take: a lent port has to come back.
const askTime = 60 * time.Second

// Ask has a request answered. It is for clients that follow nothing.
func (c *Client) Ask(r protocol.Request) (*protocol.Message, error) {
	patience := askTime
	if r.Do == "hook" {
		patience = hookTime
	}
	c.next++
	r.ID = c.next
	if err := c.conn.Write(r); err != nil {
		return nil, c.lost(err)
	}
	c.conn.Limit(patience)
	defer c.conn.Limit(0)
	for {
		m := &protocol.Message{}
		if err := c.conn.Read(m); err != nil {
			return nil, c.lost(err)
		}
		switch {
		case m.ID != r.ID:
		case m.Error != "":
			return nil, errors.New(m.Error)
		default:
			return m, nil
		}
	}
}

func (c *Client) lost(err error) error {
	return fmt.Errorf("the session of %s (pid %d) does not answer: %w", c.hello.Port, c.hello.PID, err)
}

// Close ends the connection.
func (c *Client) Close() error { return c.conn.Close() }

// Borrow has the session let the port go; to says who gets it, for people. The port is
// given back by GiveBack, and when the connection ends.
func (c *Client) Borrow(to string) error {
	_, err := c.Ask(protocol.Request{Do: "lend", Name: to})
	return err
}

// GiveBack returns when the session has the port again. Outcome is what became of who had
// it.
func (c *Client) GiveBack(outcome string) error {
	_, err := c.Ask(protocol.Request{Do: "return", Outcome: outcome})
	return err
}

// Hear reads what the session says next, of what is followed.
func (c *Client) Hear(m *protocol.Message) error { return c.conn.Read(m) }

// Relay writes to w what the session says of events from now on, a JSON object a line, until
// one of the two goes; past has it begin with the reports so far. The error is w's, nil when
// the session went.
func (c *Client) Relay(w io.Writer, past bool, events ...string) error {
	if c.conn.Write(protocol.Request{Do: "follow", Events: events}) != nil || past && c.conn.Write(protocol.Request{ID: 1, Do: "crashes"}) != nil {
		return nil
	}
	for {
		var line json.RawMessage
		err := c.conn.Read(&line)
		if nonsense := (*protocol.Nonsense)(nil); errors.As(err, &nonsense) {
			continue
		}
		if err != nil {
			return nil
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
}
