package schema

// A Comparison is what differs between two sides, A and B: what `oopscope compare
// --json` writes. A is what was before, B what came since.
type Comparison struct {
	V       int          `json:"v" doc:"version of this format"`
	A       Side         `json:"a" doc:"what was before"`
	B       Side         `json:"b" doc:"what came since"`
	Crashes []Rate       `json:"crashes,omitempty" doc:"each signature that crashed on a side; those that are shown to differ first"`
	Trouble []Rate       `json:"trouble,omitempty" doc:"what is no crash, by the shape of the message"`
	Differs []Difference `json:"differs,omitempty" doc:"banner, command line, modules, configuration: what only one side printed"`
	OnlyA   *Departure   `json:"only_a,omitempty" doc:"the first line that no boot of B has"`
	OnlyB   *Departure   `json:"only_b,omitempty" doc:"the first line that no boot of A has"`
	Moved   []Moved      `json:"moved,omitempty" doc:"lines that come at another time since boot, calls that take another time; most moved first"`
	Verdict string       `json:"verdict,omitempty" doc:"with --bad: what git bisect is told" enum:"good,bad,skip"`
	Bisect  *Bisect      `json:"bisect,omitempty" doc:"with --bad or --rate: why"`
}

// A Side is one of the two that are compared.
type Side struct {
	Name     string  `json:"name" doc:"as given on the command line"`
	Captures int     `json:"captures" doc:"files, entries of archives"`
	Lines    int     `json:"lines" doc:"lines read"`
	Boots    int     `json:"boots" doc:"boots in them: the rounds"`
	Crashed  int     `json:"crashed" doc:"boots with a crash"`
	Uptime   float64 `json:"uptime,omitempty" doc:"seconds between the first and the last stamp of the kernel, summed over the boots"`
	Unread   int     `json:"unread,omitempty" doc:"captures that could not be read, or not to the end"`
	Full     bool    `json:"full,omitempty" doc:"there were more kinds of lines than are kept: later ones are not compared"`
}

// A Rate is how often something comes on both sides.
type Rate struct {
	Signature string  `json:"signature,omitempty" doc:"of the crash; of its class where the report is too poor for one"`
	Title     string  `json:"title" doc:"of the first crash, the first message"`
	A         Count   `json:"a" doc:"on side A"`
	B         Count   `json:"b" doc:"on side B"`
	P         float64 `json:"p" doc:"by boots: Fisher's exact test, two-sided"`
	PHolm     float64 `json:"p_holm" doc:"p of the deciding test as it counts among all that were looked at together (Holm)"`
	By        string  `json:"by,omitempty" doc:"which test decides: that of boots, unless only the one of uptime can show anything" enum:"boots,uptime"`
	PUptime   float64 `json:"p_uptime,omitempty" doc:"by uptime: conditional binomial test, two-sided"`
	RatioLow  float64 `json:"ratio_low,omitempty" doc:"by uptime: B's rate is at least so many times that of A"`
	RatioHigh float64 `json:"ratio_high,omitempty" doc:"and at most, 95 %; left out when there is no bound"`
	Verdict   string  `json:"verdict" doc:"of B; none: nothing is shown at p_holm <= 0.05; too few: no division of these counts would" enum:"more often,less often,none,too few"`
}

// A Count is how often something came on a side.
type Count struct {
	Boots  int     `json:"boots" doc:"boots with it"`
	Of     int     `json:"of" doc:"of so many"`
	Low    float64 `json:"low" doc:"the share of boots is at least this, and"`
	High   float64 `json:"high" doc:"at most this (Clopper-Pearson, 95 %)"`
	Times  int     `json:"times" doc:"how often in all"`
	Own    int     `json:"own" doc:"how often by itself: no echo of an earlier report, no repeat of it. What the test by uptime counts"`
	PerDay float64 `json:"per_day,omitempty" doc:"own in a day of uptime, where that is known"`
	First  *Place  `json:"first,omitempty" doc:"where first"`
}

// A Place is a line of a capture.
type Place struct {
	File string `json:"file" doc:"the capture"`
	Line int    `json:"line" doc:"from 1"`
}

// A Difference is what only one side printed.
type Difference struct {
	Kind  string `json:"kind" doc:"what it is" enum:"kernel,built by,compiler,build,machine,command line,module,configuration"`
	Value string `json:"value" doc:"as printed"`
	Side  string `json:"side" doc:"who printed it" enum:"a,b"`
	Boots int    `json:"boots" doc:"in so many boots"`
	First Place  `json:"first" doc:"where first"`
}

// A Departure is where the boots of a side begin to say what the other never says:
// numbers, addresses and times do not count.
type Departure struct {
	Text   string `json:"text" doc:"the line"`
	At     Place  `json:"at" doc:"where it stands first"`
	Boots  int    `json:"boots" doc:"in so many boots"`
	After  string `json:"after,omitempty" doc:"the last line before it that both sides have"`
	OwnAt  *Place `json:"own_at,omitempty" doc:"where that stands on its own side"`
	TheyAt *Place `json:"their_at,omitempty" doc:"and on the other"`
	Kinds  int    `json:"kinds" doc:"how many kinds of lines only this side has"`
}

// Moved is a line or call whose time differs.
type Moved struct {
	Kind  string  `json:"kind" doc:"line: seconds since boot; call: seconds that it took" enum:"line,call"`
	Text  string  `json:"text" doc:"the line, or what was called"`
	A     float64 `json:"a" doc:"median of A's boots"`
	B     float64 `json:"b" doc:"median of B's boots"`
	Step  float64 `json:"step" doc:"what was added here: of a line, against the line before it"`
	AtA   Place   `json:"at_a" doc:"where first in A"`
	AtB   Place   `json:"at_b" doc:"where first in B"`
	BootA int     `json:"boots_a" doc:"boots of A that were measured"`
	BootB int     `json:"boots_b" doc:"and of B"`
}

// Bisect is why B is good, bad or to be skipped.
type Bisect struct {
	Rate   float64 `json:"rate" doc:"share of boots that crash when it is bad"`
	Rounds int     `json:"rounds" doc:"boots without a crash that make good safe at this rate, 95 %"`
	Clean  int     `json:"clean" doc:"boots without one that there were"`
	Bad    int     `json:"bad" doc:"boots with one"`
}
