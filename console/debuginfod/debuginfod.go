// Package debuginfod fetches debug information by build id from the servers that
// DEBUGINFOD_URLS names, into the cache that elfutils' own client uses.
//
// The servers and all between are hostile: names of files are made of the build id only,
// sizes are bounded, other schemes and a way back from https are not followed, and what
// came is thrown away unless it has the build id that was asked for.
package debuginfod

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"oopscope/console/files"
	"oopscope/parse/symbol"
)

// A Client asks servers. Its methods may be called by several goroutines.
type Client struct {
	URLs  []string      // https://debuginfod.debian.net …, asked in this order
	Cache string        // the directory DIR of DIR/BUILDID/debuginfo
	Most  int64         // bytes of one file; 0 is DefaultMost
	Stall time.Duration // without a byte for so long a server is given up; 0 is DefaultStall

	transport http.RoundTripper                  // nil for the usual one
	room      func(dir string, bytes int64) bool // nil for files.HasRoom
}

// The bounds of a client that sets none: a kernel's debug information has about a gigabyte.
const (
	DefaultMost  = 4 << 30
	DefaultStall = 30 * time.Second
)

// ErrNone says that no server has the file.
var ErrNone = errors.New("no debuginfod server has it")

// FromEnvironment returns a client as elfutils' would be set up, nil when DEBUGINFOD_URLS
// names no server.
func FromEnvironment(cache string) *Client {
	c := &Client{Cache: cache}
	for _, word := range strings.Fields(os.Getenv("DEBUGINFOD_URLS")) {
		if u, err := url.Parse(word); err == nil && web(u) {
			c.URLs = append(c.URLs, word)
		}
	}
	if len(c.URLs) == 0 || cache == "" {
		return nil
	}
	return c
}

func web(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" }

// ID returns a build id as it is written in names, "" for what is none.
func ID(id string) string {
	raw, err := hex.DecodeString(id)
	if err != nil || len(raw) < 8 || len(raw) > 64 {
		return ""
	}
	return hex.EncodeToString(raw)
}

// A Progress is told how many bytes came, of how many, and from which server; all is below
// zero while the server does not say.
type Progress func(server string, got, all int64)

// Fetch returns the file with the debug information of a build id, which it fetches
// unless it is there. It ends when ctx does.
func (c *Client) Fetch(ctx context.Context, id string, tell Progress) (path string, err error) {
	if id = ID(id); id == "" {
		return "", errors.New("that is no build id")
	}
	path = filepath.Join(c.Cache, id, "debuginfo")
	if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && info.Size() > 0 {
		return path, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	err = ErrNone
	for _, server := range c.URLs {
		failed := c.from(ctx, server, id, path, tell)
		if failed == nil {
			return path, nil
		}
		if ctx.Err() != nil {
			err = ctx.Err()
			break
		}
		if !errors.Is(failed, ErrNone) {
			err = fmt.Errorf("%s: %w", host(server), failed)
		}
	}
	os.Remove(filepath.Dir(path)) // when it is empty
	return "", err
}

func host(server string) string {
	u, err := url.Parse(server)
	if err != nil {
		return "?"
	}
	return u.Host
}

// from fetches the file from one server.
func (c *Client) from(ctx context.Context, server, id, path string, tell Progress) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stall := max(c.Stall, 0)
	if stall == 0 {
		stall = DefaultStall
	}
	late := time.AfterFunc(stall, func() { cancel(fmt.Errorf("it sent nothing for %v", stall)) })
	defer late.Stop()
	resp, err := c.ask(ctx, strings.TrimRight(server, "/")+"/buildid/"+id+"/debuginfo")
	if err != nil {
		return causeOf(ctx, err)
	}
	defer resp.Body.Close()
	most := c.Most
	if most <= 0 {
		most = DefaultMost
	}
	switch {
	case resp.StatusCode == http.StatusNotFound:
		return ErrNone
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("it answers %d", resp.StatusCode)
	case resp.ContentLength > most:
		return fmt.Errorf("the file has %d MB, more than the %d MB that are taken", resp.ContentLength>>20, most>>20)
	}
	if err := c.hasRoom(max(resp.ContentLength, 0)); err != nil {
		return err
	}
	checked := int64(0)
	body := &counted{in: io.LimitReader(resp.Body, most+1), each: func(got int64) {
		late.Reset(stall)
		if got-checked >= roomEvery {
			checked = got
			if err := c.hasRoom(0); err != nil {
				cancel(err)
			}
		}
		if tell != nil {
			tell(host(server), got, resp.ContentLength)
		}
	}}
	return causeOf(ctx, c.keep(body, most, id, path))
}

// roomEvery is how many bytes come between two looks at the room on the disk: a server
// need not say how many it sends, and others write there, too.
const roomEvery = 16 << 20

// hasRoom returns an error when the disk of the cache has no room for so many bytes.
func (c *Client) hasRoom(bytes int64) error {
	room := c.room
	if room == nil {
		room = files.HasRoom
	}
	if room(c.Cache, bytes) {
		return nil
	}
	if bytes > 0 {
		return fmt.Errorf("the disk of %s has no room for the %d MB of the file; make some, or set XDG_CACHE_HOME", c.Cache, (bytes+1<<20-1)>>20)
	}
	return fmt.Errorf("the disk of %s is nearly full; make room, or set XDG_CACHE_HOME", c.Cache)
}

func causeOf(ctx context.Context, err error) error {
	if err != nil && context.Cause(ctx) != nil {
		return context.Cause(ctx)
	}
	return err
}

func (c *Client) ask(ctx context.Context, at string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "oopscope")
	transport := c.transport
	if transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.DisableCompression = true // or what is counted is not what is kept
		t.MaxResponseHeaderBytes = 64 << 10
		transport = t
	}
	client := &http.Client{Transport: transport, CheckRedirect: follow}
	return client.Do(req)
}

// follow refuses what a server may send us to but another server of the web, and a way
// from one that proved who it is to one that does not.
func follow(req *http.Request, via []*http.Request) error {
	const enough = 5
	switch {
	case len(via) >= enough:
		return errors.New("it sends from one place to the next")
	case !web(req.URL), via[len(via)-1].URL.Scheme == "https" && req.URL.Scheme != "https":
		return fmt.Errorf("it sends to a %s place, which is not followed", req.URL.Scheme)
	}
	return nil
}

// counted counts what is read.
type counted struct {
	in   io.Reader
	got  int64
	each func(got int64)
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	if c.got += int64(n); n > 0 {
		c.each(c.got)
	}
	return n, err
}

// keep writes a file beside the place where it belongs, and puts it there when it is
// whole and the right one.
func (c *Client) keep(in io.Reader, most int64, id, path string) error {
	var b [8]byte
	rand.Read(b[:]) // never fails
	part := filepath.Join(filepath.Dir(path), ".debuginfo."+hex.EncodeToString(b[:]))
	f, err := os.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(part)
	defer f.Close()
	n, err := io.Copy(f, in)
	switch {
	case err != nil:
		return err
	case n > most:
		return fmt.Errorf("it sends more than the %d MB that are taken", most>>20)
	}
	if err := verify(f, n, id); err != nil {
		return err
	}
	if err := os.Chmod(part, fs.FileMode(0o400)); err != nil {
		return err
	}
	return os.Rename(part, path)
}

// verify tells whether a file is the one with a build id.
func verify(f *os.File, size int64, id string) error {
	share := symbol.NewMemory(256<<20, func() {}).Share(size)
	defer share.Close()
	im, err := symbol.Open(f, share)
	if err != nil {
		return fmt.Errorf("what it sends is of no use: %w", err)
	}
	if got := im.BuildID(); got != id {
		return fmt.Errorf("what it sends has another build id, %.12s", got)
	}
	return nil
}
