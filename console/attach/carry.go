package attach

import (
	"errors"

	"oopscope/console"
	"oopscope/console/link"
	"oopscope/console/protocol"
)

// A file that is sent or received over the other's line.

// Carry implements console.Follower.
func (p *Port) Carry(t link.Transfer, to console.Cargo) error {
	p.mu.Lock()
	p.cargo = to
	p.mu.Unlock()
	err := p.ask(protocol.Request{Do: "transfer", Protocol: t.Protocol, Receive: t.Receive}, answerTime)
	if err != nil {
		p.unload()
	}
	return err
}

// Carried implements console.Follower. It is carried out in its turn, whoever waits for it.
func (p *Port) Carried(words string) {
	p.unload()
	_ = p.ask(protocol.Request{Do: "transfer", Outcome: words}, answerTime)
}

func (p *Port) unload() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cargo = nil
}

// carried hands on what the board said, or that the other ended it; mu is held.
func (p *Port) carried(m *protocol.Message) {
	switch {
	case p.cargo == nil:
	case m.Error != "":
		p.cargo.Ended(errors.New(m.Error))
	default:
		p.cargo.Came(m.Bytes, m.Damaged)
	}
}
