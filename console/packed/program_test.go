package packed

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func large(data []byte, memory Memory) ([]byte, error) {
	r, err := OpenLarge(XZ, bytes.NewReader(data), memory)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// TestProgramUnpacks: the program xz gives what our own reader gives, of what is cut or
// damaged an error, and the memory back.
func TestProgramUnpacks(t *testing.T) {
	if _, err := exec.LookPath("xz"); err != nil {
		t.Skip("xz is not installed")
	}
	data, err := os.ReadFile("testdata/words.xz")
	if err != nil {
		t.Fatal(err)
	}
	const memory = 1 << 30
	g := &grant{memory}
	want, err := unpackXZ(data, g)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := large(data, g); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v; want %d", len(got), err, len(want))
	}
	damaged := bytes.Clone(data)
	damaged[len(data)/2] ^= 0x55
	for what, bad := range map[string][]byte{"cut": data[:len(data)/3], "cut in its head": data[:7], "damaged": damaged, "nothing": nil} {
		if got, err := large(bad, g); err == nil {
			t.Errorf("%s: %d bytes, and no error", what, len(got))
		}
	}
	r, err := OpenLarge(XZ, bytes.NewReader(data), g)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil || g.left != memory {
		t.Errorf("closed before its end: %v, %d of %d bytes of memory are back", err, g.left, memory)
	}
	if _, err := large(data, &grant{1 << 10}); err == nil {
		t.Error("more memory was taken than was granted")
	}
}

// TestProgramThatCannot: without a program, and with one that knows nothing of what it is
// told, our own reader does it.
func TestProgramThatCannot(t *testing.T) {
	data, err := os.ReadFile("testdata/words.xz")
	if err != nil {
		t.Fatal(err)
	}
	g := &grant{1 << 30}
	want, err := unpackXZ(data, g)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for what, script := range map[string]string{"none": "", "one that fails": "#!/bin/sh\nexit 1\n"} {
		if script != "" {
			if err := os.WriteFile(filepath.Join(dir, "xz"), []byte(script), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("PATH", dir)
		if got, err := large(data, g); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, %v; want %d", what, len(got), err, len(want))
		}
	}
}
