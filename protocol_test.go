package main

import (
	"reflect"
	"strings"

	"oopscope/console/protocol"
	"oopscope/parse/schema"
)

const protocolIntro = `# The protocol of a shared session

<!-- written from console/protocol by ` + "`go test . -update`" + `: change the types there -->

A live session, with a screen or without (` + "`oopscope serve PORT`" + `), listens on a Unix socket in ` + "`$XDG_RUNTIME_DIR/oopscope/`" + `
(where that is not set, in ` + "`oopscope-UID`" + ` in the folder of temporary files), called after its port: ` + "`ttyUSB0.sock`" + `. The folder is
0700, the socket 0600, and peers of other users are hung up on. It speaks JSON, an object a line, in both directions:

    $ socat - UNIX-CONNECT:$XDG_RUNTIME_DIR/oopscope/ttyUSB0.sock
    {"event":"hello","hello":{"v":1,"program":"oopscope ...","pid":4711,"port":"/dev/ttyUSB0","device":"/dev/ttyUSB0"}}
    {"id":1,"do":"lines","from":-2}
    {"id":1,"lines":[{"n":811,"first":48211,"last":48240,"text":"..."},{"n":812,...}],"next":813}
    {"id":2,"do":"keyboard","name":"labgrid"}
    {"id":2,"status":{"state":"up",...,"typist":"you","typing":true,"may_type":true}}
    {"do":"send","text":"reboot\r"}
    {"do":"follow","events":["line","crash"]}

- A client sends a [Request](#request) and gets a [Message](#message) with its ` + "`id`" + `, in order. ` + "`send`" + `, ` + "`break`" + ` and ` + "`follow`" + ` without an id are
  answered only when they fail. A request is at most 64 KiB long; a longer line ends the connection.
- **Events** come after ` + "`follow`" + `. A client that does not read them holds up nobody: what waits for it is bounded (1 MiB of lines), then the
  oldest lines are dropped and an event ` + "`gap`" + ` with ` + "`at`" + ` -1 says so. The lines can be asked for again by ` + "`lines`" + `.
- **Looking on** is for all. **Typing** is for the one who has the keyboard: ` + "`keyboard`" + ` asks for it, and with ` + "`force`" + ` takes it away
  from another, who is told. A session with a screen has it there; it goes back when the client does.
- ` + "`hook`" + ` runs a hook of the profile that the session was opened with, by its name: a peer gives no program and no argument. Without
  a name the answer lists them. ` + "`oopscope hook [PORT] NAME`" + ` is the client for it.
- ` + "`lend`" + ` closes the port and answers when it is free; ` + "`return`" + ` answers when the session has it again, or after
  30 s with an error that says what it waits for. The end of the connection gives
  it back, too. The gap stands in the stream, and as a remark beside the record.
- ` + "`transfer`" + ` with a ` + "`protocol`" + ` takes the line for a file, for who has the keyboard: what the board says comes as events ` + "`transfer`" + `
  with ` + "`bytes`" + `, besides what it says in lines; what is to be sent goes by ` + "`send`" + `, and everybody else's is refused. What the
  protocol says is in no line of any screen. ` + "`transfer`" + ` without a protocol ends that; an event with an ` + "`error`" + ` says that the session did.
- ` + "`record`" + ` is how another screen attaches: it says where the raw capture is and where its lines begin, and from then on tells by
  ` + "`grown`" + ` how far it goes. The bytes themselves are read from the file.
- **Over TCP** (` + "`serve --listen 127.0.0.1:PORT`" + `, loopback only, off by default) the first request is ` + "`token`" + `, within five seconds. The file
  that ` + "`serve`" + ` names (0600) holds three: one for looking on (` + "`look`" + `), one for typing and lending, too (` + "`type`" + `), one for hooks as well (` + "`bench`" + `). ` + "`record`" + ` is for the same machine only.
- Numbers of lines are from 1, offsets count bytes of the session, keys without a value are left out. Clients ignore keys and events that
  they do not know. As a JSON Schema: [protocol.schema.json](protocol.schema.json). Reports are those of [json.md](json.md).

`

// reportsElsewhere is where the schema of reports is.
var reportsElsewhere = map[reflect.Type]string{reflect.TypeFor[schema.Report](): "report.schema.json"}

// protocolPage is docs/protocol.md.
func protocolPage() string {
	elsewhere := map[reflect.Type]string{reflect.TypeFor[schema.Report](): "json.md#report"}
	return strings.TrimRight(protocolIntro+schema.Tables(elsewhere, reflect.TypeFor[protocol.Request](), reflect.TypeFor[protocol.Message]()), "\n") + "\n"
}
