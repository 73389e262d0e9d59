package torture

// rounds are what the trials do.
var rounds = map[string]func(*round) error{
	"ends":    endsRound,
	"hostile": hostileRound,
	"disk":    diskRound,
	"replug":  replugRound,
	"screens": screensRound,
	"lend":    lendRound,
	"kill":    killRound,
	"peers":   peersRound,
}
