package export

import (
	"encoding/json"
	"net/url"
	"path"
	"slices"

	"oopscope/parse/crash"
)

// SARIF collects the crashes of inputs as a log of SARIF 2.1.0 (OASIS), which
// code scanning services take: a rule is a class of crash, a result is a crash
// at its lines of the input, with its signatures as fingerprints. Describe says
// what a class means; Version is the program's.
type SARIF struct {
	Version  string
	Describe func(class string) string

	rules   []string
	results []sarifResult
	lost    []sarifNotification
}

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	Invocations []sarifInvocation `json:"invocations"`
	Results     []sarifResult     `json:"results"`
}

type sarifTool struct {
	Driver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	} `json:"driver"`
}

type sarifRule struct {
	ID    string        `json:"id"`
	Short *sarifMessage `json:"shortDescription,omitempty"`
}

type sarifMessage struct {
	Text string `json:"text"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level     string          `json:"level"`
	Message   sarifMessage    `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
}

type sarifResult struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      sarifMessage      `json:"message"`
	Locations    []sarifLocation   `json:"locations"`
	Stacks       []sarifStack      `json:"stacks,omitempty"`
	Fingerprints map[string]string `json:"partialFingerprints,omitempty"`
}

type sarifLocation struct {
	Message  *sarifMessage  `json:"message,omitempty"`
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine  int    `json:"startLine,omitempty"`
	EndLine    int    `json:"endLine,omitempty"`
	ByteOffset *int64 `json:"byteOffset,omitempty"`
	ByteLength int64  `json:"byteLength,omitempty"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
}

type sarifStack struct {
	Message sarifMessage `json:"message"`
	Frames  []sarifFrame `json:"frames"`
}

type sarifFrame struct {
	Location sarifLocation `json:"location"`
	Module   string        `json:"module,omitempty"`
}

// Add adds a crash of an input.
func (s *SARIF) Add(c *crash.Crash, opt Options) {
	rule := slices.Index(s.rules, c.Class)
	if rule < 0 {
		rule, s.rules = len(s.rules), append(s.rules, c.Class)
	}
	r := sarifResult{
		RuleID: c.Class, RuleIndex: rule, Level: sarifLevel(c.Severity), Message: sarifMessage{Summary(c, opt)},
		Locations: []sarifLocation{{Physical: &sarifPhysical{Artifact: sarifArtifact{uri(opt.File)}, Region: region(c)}}},
		Stacks:    sarifStacks(c),
	}
	if c.Signature.Exact != "" {
		r.Fingerprints = map[string]string{"oopscopeExact/v1": c.Signature.Exact, "oopscopeBug/v1": c.Signature.Bug}
	}
	s.results = append(s.results, r)
}

// Read tells that an input was read: SARIF has no place for that.
func (s *SARIF) Read(string, int) {}

// Lost tells that an input could not be read, or not to its end.
func (s *SARIF) Lost(file, why string) {
	s.lost = append(s.lost, sarifNotification{
		Level: "error", Message: sarifMessage{Clean(why)}, Locations: []sarifLocation{{Physical: &sarifPhysical{Artifact: sarifArtifact{uri(file)}}}},
	})
}

// End returns the document.
func (s *SARIF) End() []byte {
	run := sarifRun{Results: s.results, Invocations: []sarifInvocation{{Successful: len(s.lost) == 0, Notifications: s.lost}}}
	if run.Results == nil {
		run.Results = []sarifResult{} // none, as against not known
	}
	run.Tool.Driver.Name, run.Tool.Driver.Version, run.Tool.Driver.Rules = "oopscope", s.Version, []sarifRule{}
	for _, class := range s.rules {
		rule := sarifRule{ID: class}
		if s.Describe != nil && s.Describe(class) != "" {
			rule.Short = &sarifMessage{s.Describe(class)}
		}
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, rule)
	}
	log := sarifLog{"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", "2.1.0", []sarifRun{run}}
	text, err := json.MarshalIndent(log, "", " ")
	if err != nil { // of a type that no JSON is made of: there is none
		panic(err)
	}
	return append(text, '\n')
}

func sarifLevel(s crash.Severity) string {
	switch {
	case s >= crash.Stall:
		return "error"
	case s == crash.Warning:
		return "warning"
	}
	return "note"
}

func region(c *crash.Crash) *sarifRegion {
	if c.First == 0 {
		return nil
	}
	r := &sarifRegion{StartLine: c.First, EndLine: c.Last}
	if c.LastByte > c.FirstByte {
		first := c.FirstByte // and not the crash, which would be kept
		r.ByteOffset, r.ByteLength = &first, c.LastByte-c.FirstByte
	}
	return r
}

// uri is a name of a file as a reference, relative where the name is. It escapes every byte
// that is no plain letter, so that the reference is the file's.
func uri(file string) string {
	u := url.URL{Path: file}
	if path.IsAbs(u.Path) {
		u.Scheme = "file"
	}
	return u.String()
}

// sarifStacks is the call chain, its frames that are certain.
func sarifStacks(c *crash.Crash) []sarifStack {
	const most = 64
	st := sarifStack{Message: sarifMessage{"call chain, innermost first"}}
	for i := range c.Chain {
		f := &c.Chain[i]
		if !f.Reliable || f.Function == "" || len(st.Frames) == most {
			continue
		}
		at := sarifLocation{Logical: []sarifLogical{{Place(f.Symbol)}}}
		if f.File != "" && f.FileLine > 0 {
			at.Physical = &sarifPhysical{Artifact: sarifArtifact{uri(f.File)}, Region: &sarifRegion{StartLine: f.FileLine}}
		}
		st.Frames = append(st.Frames, sarifFrame{Location: at, Module: Clean(f.Module)})
	}
	if st.Frames == nil {
		return nil
	}
	return []sarifStack{st}
}
