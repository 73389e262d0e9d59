package stage

import (
	"os"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// breath is the shortest time from one frame to the next. What streams comes less
// often by itself (console, mailbox); this is for keys that repeat.
const breath = 8 * time.Millisecond

// A show is the model on its stage: it passes messages on and has drawn what came
// of them, at once, and nothing while nothing comes. Bubble Tea's own renderer
// looks sixty times a second whether something is to be drawn, and draws late.
//
// Views are made where the model lives, and drawn by a goroutine that alone waits
// for the terminal: whatever that does, the model goes on.
type show struct {
	tea.Model
	stage  *Stage
	frames chan frame // one at most: the next is made when it was drawn

	next  frame
	shown tea.View
	state atomic.Int32
	drawn time.Time // the last frame, which the painter writes while it draws
}

// What becomes of frames now.
const (
	idle    int32 = iota
	drawing       // a frame is drawn
	wanted        // and something happened since, or a breath is to be waited for
)

type (
	drawnMsg struct{}         // a frame was drawn, and the next may be
	clearMsg struct{}         // draw all of it
	copyMsg  struct{ string } // put it into the terminal's clipboard
	tellMsg  struct{ string } // sequences that draw nothing
)

// Clear has the screen drawn anew.
func Clear() tea.Msg { return clearMsg{} }

// Copy asks the terminal to take a text into its clipboard.
func Copy(text string) tea.Cmd { return func() tea.Msg { return copyMsg{text} } }

// Tell sends the terminal sequences that draw nothing and move nothing.
func Tell(sequences string) tea.Cmd { return func() tea.Msg { return tellMsg{sequences} } }

// Program returns a program that shows a model on the stage, and reads its keys
// from in.
func (s *Stage) Program(model tea.Model, in Keys) *tea.Program {
	s.show = &show{Model: model, stage: s, frames: make(chan frame, 1)}
	s.show.next.profile = colorprofile.Detect(s.out, os.Environ())
	w, h := s.size()
	s.program = tea.NewProgram(s.show, tea.WithInput(in), tea.WithOutput(s.out), tea.WithWindowSize(w, h),
		tea.WithColorProfile(s.show.next.profile), tea.WithoutSignalHandler(), tea.WithoutRenderer(), tea.WithFPS(1))
	return s.program
}

// Update passes a message on, and shows what came of it.
func (s *show) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case drawnMsg:
		s.state.Store(idle)
		s.hand()
		return s, nil
	case tea.WindowSizeMsg, clearMsg:
		s.next.anew = true
	case tea.ColorProfileMsg:
		s.next.anew = s.next.anew || s.next.profile != msg.Profile
		s.next.profile = msg.Profile
	case tea.ModeReportMsg:
		s.next.synced = s.next.synced || msg.Mode == ansi.ModeSynchronizedOutput && msg.Value == ansi.ModeReset
	case copyMsg:
		s.next.also += ansi.SetSystemClipboard(msg.string)
	case tellMsg:
		s.next.also += msg.string
	}
	_, cmd := s.Model.Update(msg)
	s.draw()
	return s, cmd
}

// View is nothing: Bubble Tea does not draw.
func (s *show) View() tea.View { return tea.View{} }

// draw hands a frame over, or has that done as soon as one may follow the last.
func (s *show) draw() {
	if s.state.CompareAndSwap(drawing, wanted) || s.state.Load() == wanted {
		return
	}
	if rest := breath - time.Since(s.drawn); rest > 0 {
		s.state.Store(wanted)
		time.AfterFunc(rest, s.stage.mayDraw)
		return
	}
	s.hand()
}

// hand makes a frame and hands it over, unless nothing changed.
func (s *show) hand() {
	v := s.Model.View()
	if !s.next.anew && s.next.also == "" && same(&v, &s.shown) {
		return
	}
	s.shown, s.next.View = v, v
	s.state.Store(drawing)
	s.frames <- s.next
	s.next.anew, s.next.also = false, ""
}

func same(a, b *tea.View) bool {
	return a.Content == b.Content && a.WindowTitle == b.WindowTitle && a.MouseMode == b.MouseMode &&
		(a.Cursor == nil) == (b.Cursor == nil) && (a.Cursor == nil || a.Cursor.Position == b.Cursor.Position)
}

// paint draws the frames of a show.
func (s *Stage) paint() {
	for f := range s.show.frames {
		s.drawOne(&f)
		s.show.drawn = time.Now()
		if !s.show.state.CompareAndSwap(drawing, idle) {
			time.AfterFunc(breath, s.mayDraw)
		}
	}
}

// mayDraw tells the show that the frame that it wants may be drawn.
func (s *Stage) mayDraw() { s.program.Send(drawnMsg{}) }

func (s *Stage) drawOne(f *frame) {
	if g, ok := s.show.Model.(Guard); ok {
		defer g.catch("drawing the screen")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken {
		s.canvas.draw(f)
	}
}
