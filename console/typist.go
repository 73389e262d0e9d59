package console

// A Typist is one of them. Its number is the one who shares the session's to give.
type Typist struct {
	ID   int    // 0 for the session's own screen, below 0 for nobody
	Name string // for a person: "pid 4711"
}

// Here is who has the session's own screen, and Nobody is none of them.
var (
	Here   = Typist{}
	Nobody = Typist{ID: -1, Name: "nobody"}
)
