package protocol

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// as calls a listener as another user, by a thread that is that one's from then on.
func as(uid int, network, address string) (net.Conn, error) {
	var c net.Conn
	err := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with this
		if _, _, no := syscall.RawSyscall(syscall.SYS_SETRESUID, ^uintptr(0), uintptr(uid), ^uintptr(0)); no != 0 {
			err <- no
			return
		}
		var e error
		c, e = net.DialTimeout(network, address, 10*time.Second)
		err <- e
	}()
	return c, <-err
}

// TestOtherUsers: whoever calls over a socket, or over TCP within the machine, is known by
// the system, and only the user and root are let in.
func TestOtherUsers(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("to call as another user takes root")
	}
	dir, err := os.MkdirTemp("", "oops")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	os.Chmod(dir, 0o755)
	path := filepath.Join(dir, "open")
	for network, address := range map[string]string{"unix": path, "tcp4": "127.0.0.1:0", "tcp6": "[::1]:0"} {
		l, err := net.Listen(network, address)
		if err != nil {
			t.Logf("%s: %v", network, err)
			continue
		}
		defer l.Close()
		if network == "unix" {
			os.Chmod(path, 0o666)
		}
		for uid, ours := range map[int]bool{0: true, 65534: false} {
			c, err := as(uid, network, l.Addr().String())
			if err != nil {
				t.Fatalf("%s as %d: %v", network, uid, err)
			}
			heard, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			if name, ok := Trusted(heard); ok != ours {
				t.Errorf("%s as %d is called %q, trusted: %v", network, uid, name, ok)
			}
			c.Close()
			if network != "unix" { // of which the system knows no owner any more
				for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
					if _, ok := Trusted(heard); !ok {
						break
					} else if time.Now().After(end) {
						t.Fatalf("%s as %d is trusted when it is gone", network, uid)
					}
				}
			}
			heard.Close()
		}
	}
}

// TestFoldersOfOthers: where somebody else could plant or see a socket there is none, and
// the words say what to do.
func TestFoldersOfOthers(t *testing.T) {
	base, err := os.MkdirTemp("", "oops")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(base)
	fresh := func(name string) (run, dir string) {
		run = filepath.Join(base, name)
		os.Mkdir(run, 0o700)
		t.Setenv("XDG_RUNTIME_DIR", run)
		return run, filepath.Join(run, "oopscope")
	}
	refused := func(what string) {
		t.Helper()
		if l, err := Listen("ttyX"); err == nil {
			t.Errorf("%s: it listens at %v", what, l.Addr())
			l.Close()
		}
		if list := Sockets(); list != nil {
			t.Errorf("%s: it looks at %q", what, list)
		}
	}
	_, dir := fresh("open")
	os.Mkdir(dir, 0o777)
	os.Chmod(dir, 0o777)
	refused("open to all")
	run, dir := fresh("link")
	os.Mkdir(filepath.Join(run, "elsewhere"), 0o700)
	os.Symlink("elsewhere", dir)
	refused("a link")
	_, dir = fresh("file")
	os.WriteFile(dir, nil, 0o600)
	refused("a file")
	if os.Getuid() == 0 {
		_, dir = fresh("theirs")
		os.Mkdir(dir, 0o700)
		os.Chown(dir, 65534, 65534)
		refused("another's")
	}

	_, dir = fresh("ours")
	os.Mkdir(dir, 0o700)
	precious := filepath.Join(base, "precious")
	os.WriteFile(precious, []byte("mine"), 0o600)
	os.Symlink(precious, filepath.Join(dir, "ttyX.sock"))
	l, err := Listen("/dev/ttyX")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if b, _ := os.ReadFile(precious); string(b) != "mine" {
		t.Errorf("what a link led to is %q", b)
	}
	deep := filepath.Join(base, "a-folder-whose-name-is-so-long-that-nothing-fits-behind-it-in-the-address-of-a-socket")
	os.MkdirAll(deep, 0o700)
	t.Setenv("XDG_RUNTIME_DIR", deep)
	if l, err := Listen("ttyX"); err == nil {
		t.Errorf("it listens at %v", l.Addr())
	} else if words := err.Error(); len(words) == 0 || !strings.Contains(words, "too long") || !strings.Contains(words, "XDG_RUNTIME_DIR") {
		t.Error(words)
	}
}
