package export

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"oopscope/parse/crash"
)

// elements are the tags and attributes of a page, and its text, as a reader of HTML
// that is this strict sees them.
func elements(t *testing.T, page string) (tags []string, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, []string{"meta", "br"}, xml.HTMLEntity
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return tags, text
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			tags = append(tags, tok.Name.Local)
			for _, a := range tok.Attr {
				tags = append(tags, a.Name.Local)
			}
		case xml.CharData:
			text += string(tok)
		}
	}
}

// TestThePageIsAlone: nothing that the board printed becomes an element or an
// attribute, and the page names nothing that would be loaded.
func TestThePageIsAlone(t *testing.T) {
	opt := Options{File: "</title><script>", Notes: "<img src=x onerror=y>", Marks: []Mark{{Text: "<b>", Raw: "</pre><iframe>"}}}
	mine := strings.Fields("html lang head meta charset http-equiv content name title style body main h1 class h2 dl dt dd ol li span br b ul pre details open summary")
	for name, c := range map[string]*crash.Crash{"ordinary": beagle(), "hostile": hostile()} {
		page := HTML(c, opt)
		tags, text := elements(t, page)
		for _, tag := range tags {
			if !slices.Contains(mine, tag) {
				t.Errorf("%s: <%s> is none of the page's own", name, tag)
			}
		}
		for _, never := range []string{"<script", "<img", "<iframe", "<link", "src=\"", "href=", "@import", "url("} {
			if strings.Contains(page, never) {
				t.Errorf("%s: the page has %s", name, never)
			}
		}
		if !strings.Contains(text, "<img src=x onerror=y>") || !strings.Contains(page, "prefers-color-scheme: dark") || !strings.Contains(page, "default-src 'none'") {
			t.Errorf("%s: what was written is not told as text, or the page's colours or policy are missing", name)
		}
	}
}

// TestAMailIsFitForTheLists: ASCII, headers of our own alone, prose no wider than
// 75 columns, no line that a mail server or a mailbox takes for something else.
func TestAMailIsFitForTheLists(t *testing.T) {
	for name, c := range map[string]*crash.Crash{"ordinary": beagle(), "hostile": hostile()} {
		c.Body = append(c.Body, crash.BodyLine{Raw: "From here"}, crash.BodyLine{Raw: "."}, crash.BodyLine{Raw: "µ " + strings.Repeat("x", 3000)})
		mail := Mail(c, Options{File: "x\r\nBcc: all@example.org", Notes: "Grüße"})
		if !isASCII(mail) {
			t.Errorf("%s: not ASCII", name)
		}
		head, body, _ := strings.Cut(mail, "\n\n")
		for l := range strings.SplitSeq(head, "\n") {
			if !strings.HasPrefix(l, "To: ") && !strings.HasPrefix(l, "Cc: ") && !strings.HasPrefix(l, "Subject: [BUG] ") && !strings.HasPrefix(l, " ") {
				t.Errorf("%s: a header of somebody else: %q", name, l)
			}
		}
		for l := range strings.SplitSeq(body, "\n") {
			if len(l) > 998 || strings.HasPrefix(l, "From ") || l == "." {
				t.Errorf("%s: no line for a mail: %.40q", name, l)
			}
		}
	}
	prose, _, _ := strings.Cut(Mail(beagle(), Options{}), "[  942.541300] Unable")
	for l := range strings.SplitSeq(prose, "\n") {
		if len(l) > mailColumns {
			t.Errorf("%d columns: %s", len(l), l)
		}
	}
}

// TestFramesAreDecodedAsTheKernelsScriptDoes: scripts/decode_stacktrace.sh.
func TestFramesAreDecodedAsTheKernelsScriptDoes(t *testing.T) {
	c := beagle()
	c.Chain[0].Line = 13
	c.Body = append(c.Body, crash.BodyLine{N: 13, Raw: "[  942.6] PC is at pru0_comm_receive_msg+0x28/0x94 [shepherd 0123abcd] now"},
		crash.BodyLine{N: 14, Raw: "[  942.7] LR is at coordinator_callback+0x9c/0x374 [shepherd]"})
	mail := Mail(c, Options{})
	for _, want := range []string{"\n[  942.6] PC is at pru0_comm_receive_msg (ring.h:3 pru_comm.c:214) shepherd now\n", "\n[  942.7] LR is at coordinator_callback+0x9c/0x374 [shepherd]\n"} {
		if !strings.Contains(mail, want) {
			t.Errorf("no %q in\n%s", want, mail)
		}
	}
}

// TestTheFoldHolds: what was printed cannot end the fold, nor the fence in it.
func TestTheFoldHolds(t *testing.T) {
	c := beagle()
	c.Body = append(c.Body, crash.BodyLine{Raw: "</details>"}, crash.BodyLine{Raw: "````` </details> <b>"})
	md := Markdown(c, Options{Fold: true})
	_, folded, ok := strings.Cut(md, "<details><summary>As printed (3 lines)</summary>\n\n``````text\n")
	if !ok || !strings.HasSuffix(folded, "\n``````\n\n</details>\n") || strings.Count(folded, "``````") != 1 {
		t.Error(md)
	}
}

// TestSectionsAreChosen: of every section alone no other is told.
func TestSectionsAreChosen(t *testing.T) {
	opt := Options{File: "c.log", Notes: "my note"}
	marks := map[string]string{"summary": "running", "why": "timer callback", "chain": "ring_get", "details": "1a431801", "code": "ldrb", "registers": "status",
		"environment": "unloaded", "quality": "interleaved", "notes": "my note", "raw": "Unable to handle"}
	for name := range marks {
		opt.Sections = []string{name}
		for form, write := range map[string]func(*crash.Crash, Options) string{"text": Text, "markdown": Markdown, "html": HTML, "mail": Mail} {
			got := write(beagle(), opt)
			for other, words := range marks {
				if strings.Contains(got, words) != (other == name) {
					t.Errorf("%s of %s: %q is there: %t", form, name, words, other != name)
				}
			}
		}
	}
}

// TestRedactedInEveryForm: what tells who and where is in none, the same thing is the
// same everywhere, and the crash itself stays what it was.
func TestRedactedInEveryForm(t *testing.T) {
	c := beagle()
	c.Banner = "Linux version 4.19.94 (jane@build7) (gcc)"
	c.Facts[0].Value = "peer 6c:ec:eb:af:9c:6e on build7"
	c.Machine = "build7"
	c.Body[0].Raw = "Nov 20 05:07:01 board9 kernel: from 6C:EC:EB:AF:9C:6E to 10.20.30.40"
	line := strings.NewReplacer("jane", "user1", "build7", "host1", "board9", "host2", "6c:ec:eb:af:9c:6e", "02:00:00:00:00:01", "6C:EC:EB:AF:9C:6E", "02:00:00:00:00:01", "10.20.30.40", "192.0.2.2").Replace
	opt := Options{File: "/home/jane/c.log", Notes: "ask jane@lab.example.com", Redact: line}
	for form, got := range map[string]string{"text": Text(c, opt), "mail": Mail(c, opt), "markdown": Markdown(c, opt), "html": HTML(c, opt), "json": string(AppendJSON(nil, c, opt))} {
		for _, never := range []string{"jane", "build7", "board9", "6c:ec", "6C:EC", "10.20"} {
			if strings.Contains(got, never) {
				t.Errorf("%s tells %s:\n%s", form, never, got)
			}
		}
		if form != "mail" && strings.Count(got, "02:00:00:00:00:01") != 2 {
			t.Errorf("%s: one address is not one:\n%s", form, got)
		}
		if !strings.Contains(got, "pru0") || !strings.Contains(got, "00ff") {
			t.Errorf("%s lost the crash", form)
		}
	}
	if c.Facts[0].Value != "peer 6c:ec:eb:af:9c:6e on build7" || c.Machine != "build7" {
		t.Error("the crash was changed")
	}
}

// TestAMailGoesToTheOwnersList, with a copy to the list that everybody reads; what
// nobody's list is known of goes to that one.
func TestAMailGoesToTheOwnersList(t *testing.T) {
	c := beagle()
	c.Culprit = crash.Culprit{Function: "btrfs_commit_transaction", Module: "btrfs"}
	hidden := func(s string) string { return strings.ReplaceAll(s, "vger", "hidden") }
	for _, opt := range []Options{{}, {Redact: hidden}} {
		if got := Mail(c, opt); !strings.HasPrefix(got, "To: linux-btrfs@vger.kernel.org\nCc: linux-kernel@vger.kernel.org\nSubject: [BUG] ") {
			t.Errorf("%.120s", got)
		}
	}
	if got := Mail(beagle(), Options{}); !strings.HasPrefix(got, "To: linux-kernel@vger.kernel.org\nSubject: ") {
		t.Errorf("%.120s", got)
	}
}
