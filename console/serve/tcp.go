package serve

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"oopscope/console/files"
	"oopscope/console/protocol"
)

// TCP waits for peers at an address of this machine, where the system does not tell who
// calls: each has to say a token. There are three, in a file that only the user can read:
// one looks on, the second one may type and borrow, too, the third one may run hooks as well.
func (v *Server) TCP(ctx context.Context, address string) (at net.Addr, tokens string, err error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, "", fmt.Errorf("nobody can call over TCP: %w", err)
	}
	if a, ok := l.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		l.Close()
		return nil, "", fmt.Errorf("--listen %s is no address of this machine alone; give 127.0.0.1:PORT, and reach it by ssh -L", address)
	}
	dir, err := protocol.Dir()
	if err == nil {
		tokens = filepath.Join(dir, fmt.Sprintf("tcp-%d.tokens", l.Addr().(*net.TCPAddr).Port))
		err = v.keepTokens(tokens)
	}
	if err != nil {
		l.Close()
		return nil, "", err
	}
	v.accept(l, v.secrets)
	return l.Addr(), tokens, nil
}

// secrets are what a peer over TCP has to know; the zero value asks for nothing.
type secrets struct{ look, typing, bench string }

// keepTokens makes the tokens, and the file of them.
func (v *Server) keepTokens(path string) error {
	v.secrets = secrets{look: rand.Text(), typing: rand.Text(), bench: rand.Text()}
	os.Remove(path) // of a process that had the same port
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL|files.NoFollow, 0o600)
	if err != nil {
		return fmt.Errorf("no place for the tokens: %w", err)
	}
	v.tokens = path
	_, err = fmt.Fprintf(f, "look %s\ntype %s\nbench %s\n", v.secrets.look, v.secrets.typing, v.secrets.bench)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}
