package torture

// Trials is the table of all of them. docs/guarantees.md is made of it.
var Trials = []Trial{
	{
		Name:      "ends",
		Guarantee: "It always ends, and soon: the terminal is as before, the port is free, and the record holds what came.",
		Does:      "SIGTERM, SIGHUP, SIGINT, SIGQUIT, a terminal that is closed, with and without a word, that nobody reads, or that is stopped; with a silent board, one that talks, and three that talk",
	},
	{
		Name:      "hostile",
		Guarantee: "Nothing of the board reaches the terminal but text and colours, and every byte of it is in the record.",
		Does:      "noise, escapes that name windows, fill clipboards and ask questions, lines without an end, broken UTF-8, reports that never end",
	},
	{
		Name:      "disk",
		Guarantee: "A disk that does not answer freezes nothing; when it answers again nothing is missing.",
		Does:      "the record goes to a pipe that nobody reads while the board floods the line; the screen is used; then the pipe is read",
	},
	{
		Name:      "replug",
		Guarantee: "Unplugging is no end: a board that is plugged in again goes on in the same record.",
		Does:      "the line is unplugged and plugged in again, twenty times a round, in the middle of lines",
	},
	{
		Name:      "screens",
		Guarantee: "A screen costs no byte, whatever becomes of it.",
		Does:      "`serve` at 1.2 MB/s (12 Mbaud) while screens attach, are stopped, killed and attached again, and a peer never reads",
	},
	{
		Name:      "lend",
		Guarantee: "A port that is lent comes back, and nothing is missing but what the borrower read.",
		Does:      "`serve`, and a hundred loans a round by the socket, with bytes before and behind each",
	},
	{
		Name:      "kill",
		Guarantee: "A kill costs nothing that was in the record: it is whole as far as it goes, and `verify` says so.",
		Does:      "`watch` of a board that talks, killed at any moment",
	},
	{
		Name:      "peers",
		Guarantee: "No peer on the socket holds up the session, or takes its memory.",
		Does:      "a thousand connections a round: silent ones, half lines, lines without an end, nonsense, searches of any size, followers that never read",
	},
}
