package container

import (
	"bytes"
	"fmt"

	"oopscope/console/sevenzip"
	"oopscope/parse/unwrap"
)

// kinds are files that are no text, by what they begin with, and what to do
// about those that hold one.
var kinds = []struct {
	at    int
	magic string
	what  string
	do    string
}{
	{0, "ElfFile\x00", "an event log of Windows", "`wevtutil qe FILE /lf:true /f:text` gives its text"},
	{0, "\x7fELF", "an ELF file: a program, a kernel image or a core", "of a vmcore, `vmcore-dmesg FILE` or `crash` gives the log"},
	{0, "KDUMP   ", "a kdump core", "`makedumpfile --dump-dmesg CORE LOG` gives the log"},
	{0, "makedumpfile", "a flattened kdump core", "`makedumpfile -R` and `makedumpfile --dump-dmesg` give the log"},
	{0, "LPKSHHRH", "a journal file", "`journalctl --file FILE -k` gives the log"},
	{0, zipMagic, "a zip archive" + asText, decodeIt},
	{0, "\x89LZO\x00", "a file packed by lzop", "unpack it with lzop -d"},
	{0, "\x5d\x00\x00", "a file packed by lzma", "unpack it with xz -d"},
	{0, "LZIP", "a file packed by lzip", "unpack it with lzip -d"},
	{0, "\x1f\x9d", "a file packed by compress", "unpack it with gzip -d"},
	{0, sevenzip.Magic, "a 7z archive" + asText, decodeIt},
	{0, "Rar!", "a rar archive", "unpack it with unrar"},
	{0, "070701", "a cpio archive", "unpack it with cpio -i"},
	{0, "!<arch>\n", "an ar archive, a .deb perhaps", "unpack it with ar x"},
	{0, "\xed\xab\xee\xdb", "an RPM package", ""},
	{0, "hsqs", "a squashfs image", ""},
	{0, "\x89PNG\r\n", "a PNG picture", ""},
	{0, "\xff\xd8\xff", "a JPEG picture", ""},
	{0, "GIF8", "a GIF picture", ""},
	{0, "%PDF-", "a PDF file", ""},
	{0, "RIFF", "a RIFF file: sound, video or a picture", ""},
	{4, "ftyp", "a video", ""},
	{0, "SQLite format 3\x00", "an SQLite database", ""},
	{0, "\xd4\xc3\xb2\xa1", "a network capture", "tshark or tcpdump -A show netconsole's packets"},
	{0, "\xa1\xb2\xc3\xd4", "a network capture", "tshark or tcpdump -A show netconsole's packets"},
	{0, "\x0a\x0d\x0d\x0a", "a network capture", "tshark or tcpdump -A show netconsole's packets"},
	{0, "\xd0\x0d\xfe\xed", "a device tree blob", ""},
	{0, "\x27\x05\x19\x56", "a U-Boot image", ""},
	{0x38, "ARMd", "an arm64 kernel image", ""},
	{0x202, "HdrS", "an x86 kernel image", ""},
	{0x438, "\x53\xef", "an ext file system", ""},
	{0, "MZ", "a program for Windows or EFI", ""},
}

// An archive is opened; what is written down in base64 or in digits is not opened once more.
const (
	asText   = ", written down as text"
	decodeIt = "decode it first (base64 -d, xxd -r -p): the archive itself is read"
)

// stands are texts that stand for something else, which is not read.
var stands = []struct{ begins, what, do string }{
	{"version https://git-lfs.github.com/spec/", "what Git LFS puts in a file's place", "`git lfs pull` brings the file"},
	{"/annex/objects/", "what git-annex puts in a file's place", "`git annex get` brings the file"},
	{"-----BEGIN PGP MESSAGE-----", "an encrypted message", "`gpg -d` gives its text"},
	{"-----BEGIN AGE ENCRYPTED FILE-----", "an encrypted file", "`age -d` gives its text"},
	{"$ANSIBLE_VAULT;", "an encrypted file", "`ansible-vault view` gives its text"},
	{"=ybegin ", "bytes in yEnc", "`uudeview` or `yydec` gives the file"},
	{"<~", "bytes in Ascii85", "decode it first"},
}

// printable tells a magic that a text may begin with, too.
func printable(magic string) bool {
	for i := range len(magic) {
		if c := magic[i]; (c < ' ' || c > '~') && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}

// NoText says that something is no text, and what it looks like.
type NoText struct {
	like, do string
}

// Error implements error.
func (e *NoText) Error() string {
	s := "no text, and no container that oopscope opens (" + e.like + "): not read"
	if e.do != "" {
		s += "; " + e.do
	}
	return s
}

// Judge returns nil for text and an error of type [*NoText] for anything else.
func Judge(c *unwrap.Census) error {
	for _, k := range kinds {
		if (!printable(k.magic) || !c.Text()) && len(c.Head) > k.at && bytes.HasPrefix(c.Head[k.at:], []byte(k.magic)) {
			return &NoText{like: "it looks like " + k.what, do: k.do}
		}
	}
	for _, s := range stands {
		if bytes.HasPrefix(c.Head, []byte(s.begins)) {
			return &NoText{like: "it looks like " + s.what, do: s.do}
		}
	}
	switch {
	case c.Text():
		return nil
	case len(bytes.Trim(c.Head, "\x00")) == 0:
		return &NoText{like: "it begins with zeros, as a disk image or a file that was never written"}
	}
	return &NoText{like: fmt.Sprintf("it begins with % x", c.Head[:min(8, len(c.Head))]),
		do: "a console at the wrong speed looks so too, and what is packed or encrypted"}
}
