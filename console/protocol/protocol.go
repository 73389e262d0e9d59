// Package protocol is what a session that is shared and those who look at it say to
// each other: one JSON object a line, in both directions. docs/protocol.md is made of
// the types here.
package protocol

import (
	"time"

	"oopscope/console/record"
	"oopscope/parse/schema"
)

// Version is raised when a key changes its meaning. Keys and events may be added.
const Version = 1

// Sizes of lines, line end included. What is longer ends the connection.
const (
	RequestMost = 64 << 10
	MessageMost = 64 << 20
	sendMost    = 32 << 10 // bytes to type in one request
)

// What has the line besides people: a request's Program.
const (
	ForProgram = "run" // it reads all that comes
	ForGDB     = "gdb" // whose packets are in no line
)

// A Request is what a peer asks for. Requests are answered in their order.
type Request struct {
	ID      int64    `json:"id,omitempty" doc:"comes back with the answer; without one only failures are answered"`
	Do      string   `json:"do" doc:"what is asked for" enum:"token,status,follow,lines,search,crashes,report,keyboard,send,break,lend,return,record,hook,transfer"`
	Token   string   `json:"token,omitempty" doc:"token: the secret out of the token file; the first request over TCP"`
	Name    string   `json:"name,omitempty" doc:"keyboard, lend: who asks, for people: \"labgrid\""`
	Events  []string `json:"events,omitempty" doc:"follow: which events are wanted from now on (line, crash, boot, gap, link); none: all"`
	From    int      `json:"from,omitempty" doc:"lines, search: number of the first line (1); below 0 it is counted back from the end: -1 is the last line"`
	Count   int      `json:"count,omitempty" doc:"lines, search: how many at most (100; no more than 10000)"`
	Text    string   `json:"text,omitempty" doc:"search: what is looked for; send: what is typed, Enter being \\r"`
	Regexp  bool     `json:"regexp,omitempty" doc:"search: the text is a regular expression (RE2)"`
	Wait    bool     `json:"wait,omitempty" doc:"send: answer when the bytes have left for the board, so that no more are sent than it takes"`
	Bytes   []byte   `json:"bytes,omitempty" doc:"send: instead of text, in base64, for what is not UTF-8"`
	Crash   int      `json:"crash,omitempty" doc:"report, hook: about which crash, by its id"`
	Hook    string   `json:"hook,omitempty" doc:"hook: which one of the session's profile; without it they are listed"`
	As      string   `json:"as,omitempty" doc:"report: the form (text)" enum:"text,markdown,mail,html,json"`
	Force   bool     `json:"force,omitempty" doc:"keyboard: take it from whoever has it"`
	Drop    bool     `json:"drop,omitempty" doc:"keyboard: give it back"`
	Outcome string   `json:"outcome,omitempty" doc:"return: what became of the program that had the port, for people: \"exit status 0\"; transfer: what became of the file"`

	Program  string `json:"program,omitempty" doc:"record: a program has the line and reads all that comes, also what is in no line; gdb: its packets are in none from then on" enum:"run,gdb"`
	Protocol string `json:"protocol,omitempty" doc:"transfer: that a file goes by; without one the transfer is over" enum:"raw,XMODEM,XMODEM-1K,YMODEM,ZMODEM"`
	Receive  bool   `json:"receive,omitempty" doc:"transfer: the file comes from the board"`
}

// A Message is an answer, or something that happened.
type Message struct {
	ID      int64           `json:"id,omitempty" doc:"of the request that this answers; events have none"`
	Event   string          `json:"event,omitempty" doc:"what happened; answers have none" enum:"hello,line,crash,boot,gap,link,grown,over,verdict,transfer"`
	Port    string          `json:"port,omitempty" doc:"of watch --events: which of the ports that are watched; the session of a socket has one"`
	Verdict *Verdict        `json:"verdict,omitempty" doc:"of the event verdict, the last one of a port in watch --events"`
	Error   string          `json:"error,omitempty" doc:"why the request was not carried out"`
	Hello   *Hello          `json:"hello,omitempty" doc:"the first thing that is said"`
	Status  *Status         `json:"status,omitempty" doc:"of status and keyboard, and of the events link and over"`
	Lines   []Line          `json:"lines,omitempty" doc:"of lines and search, and of the event line, which may bring several"`
	Next    int             `json:"next,omitempty" doc:"of search: the line to go on with when the answer is not all; of lines: the line behind the last"`
	Crash   *schema.Report  `json:"crash,omitempty" doc:"of the event crash: a report as scan --json writes it, complete; it may come again, known better"`
	Crashes []schema.Report `json:"crashes,omitempty" doc:"of crashes: all so far, without their raw lines"`
	Report  string          `json:"report,omitempty" doc:"of report: the text"`
	Boot    *Boot           `json:"boot,omitempty" doc:"of the event boot"`
	Gap     *Gap            `json:"gap,omitempty" doc:"of the event gap: nothing came for a while, or lines came faster than they were taken"`
	Grown   int64           `json:"grown,omitempty" doc:"of the event grown, which peers get that asked for record: bytes that came, counted as there"`
	Record  *Record         `json:"record,omitempty" doc:"of record: where the raw capture is, for a peer on the same machine that reads it"`
	Hook    *HookResult     `json:"hook,omitempty" doc:"of hook: what became of it"`
	Hooks   []string        `json:"hooks,omitempty" doc:"of hook without a name: those that there are"`
	Bytes   []byte          `json:"bytes,omitempty" doc:"of the event transfer: what the board says while a file goes over the line, in base64, for who sends or receives it"`
	Damaged int             `json:"damaged,omitempty" doc:"of the event transfer: pieces that came damaged so far, or were asked for again"`
	Device  string          `json:"device,omitempty" doc:"of lend: the port to open, as the system calls it"`
}

// A Hello says who is at the other end.
type Hello struct {
	V       int    `json:"v" doc:"version of this protocol"`
	Program string `json:"program" doc:"oopscope and its version"`
	PID     int    `json:"pid" doc:"of the process that has the port"`
	Port    string `json:"port" doc:"as a person called it"`
	Device  string `json:"device,omitempty" doc:"what the system calls it now, all links followed"`
	Stable  string `json:"stable,omitempty" doc:"the name under which it is found again when it was unplugged"`
	Token   bool   `json:"token,omitempty" doc:"a token is asked for before anything else"`
}

// A Status is the state of the line.
type Status struct {
	State    string    `json:"state" doc:"of the line" enum:"up,away,over,closed"`
	Detail   string    `json:"detail,omitempty" doc:"why it is away, for people"`
	Since    time.Time `json:"since" doc:"of this state"`
	Settings string    `json:"settings,omitempty" doc:"115200 8N1"`
	Received int64     `json:"received" doc:"bytes"`
	Lost     int64     `json:"lost,omitempty" doc:"framing, parity and overrun errors that the driver counted"`
	Lines    int       `json:"lines" doc:"whole lines so far: the number of the last"`
	Crashes  int       `json:"crashes" doc:"reports so far"`
	Record   string    `json:"record,omitempty" doc:"path of the raw capture"`
	Recorded int64     `json:"recorded,omitempty" doc:"bytes safely in it"`
	Trouble  string    `json:"trouble,omitempty" doc:"what is wrong with the record, for people"`
	Ailment  string    `json:"ailment,omitempty" doc:"the same in a word that stays while the numbers change"`
	Warning  string    `json:"warning,omitempty" doc:"what is wrong with the port, for people"`
	Busy     string    `json:"busy,omitempty" doc:"what is being done with the line, for people: a file is sent"`
	Typist   string    `json:"typist" doc:"who has the keyboard: you, a name, the screen of the session, or nobody"`
	Typing   bool      `json:"typing,omitempty" doc:"you have it"`
	MayType  bool      `json:"may_type,omitempty" doc:"you may ask for it"`
}

// A HookResult is what became of a hook.
type HookResult struct {
	Name    string  `json:"name" doc:"of the hook"`
	Status  int     `json:"status" doc:"of its exit, -1 when it was killed"`
	Seconds float64 `json:"seconds" doc:"that it took"`
	Output  string  `json:"output,omitempty" doc:"the end of what it said, cleaned"`
}

// A Verdict is how a watch of a port ended.
type Verdict struct {
	Status int    `json:"status" doc:"the exit status, as the port alone would have it"`
	Why    string `json:"why,omitempty" doc:"for people"`
}

// A Line is one line of the console.
type Line struct {
	N     int        `json:"n" doc:"its number, from 1"`
	First int64      `json:"first" doc:"offset of its first byte"`
	Last  int64      `json:"last" doc:"behind its last byte, the line end included"`
	Came  *time.Time `json:"came,omitempty" doc:"when its first byte came"`
	Text  string     `json:"text" doc:"without the line end; bytes that are not UTF-8 become U+FFFD"`
	Mark  string     `json:"mark,omitempty" doc:"of a line that opens a report or announces trouble: how severe it is"`
}

// A Boot is a life of the board.
type Boot struct {
	N      int    `json:"n" doc:"from 1"`
	Line   int    `json:"line" doc:"with which it began"`
	Kernel string `json:"kernel,omitempty" doc:"release"`
}

// A Gap is a hole in the stream.
type Gap struct {
	After   int     `json:"after,omitempty" doc:"number of the last line before it"`
	At      int64   `json:"at" doc:"offset of the first byte behind it; -1 when only this peer missed something: ask for the lines again"`
	Seconds float64 `json:"seconds,omitempty" doc:"how long nothing could be received"`
	Reason  string  `json:"reason" doc:"for people"`
	Skip    int64   `json:"skip,omitempty" doc:"bytes before that place which are in no line, of a file that was sent or received; nothing is missing"`
}

// A Record is where the raw capture is, and all that is needed to show its newest line
// without reading the rest.
type Record struct {
	record.Held
	Gaps []Gap `json:"gaps,omitempty" doc:"holes so far"`
}
