package headless

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"

	"oopscope/console/hook"
	"oopscope/console/out"
	"oopscope/keymap"
)

// Plain is the console without a full screen: the stream as it comes with
// every crash decoded below it. When in is a terminal its keys go to the board
// as they are, but for what follows the prefix of keys; of anything else lines
// are typed. The end of in ends the typing only; with nil nobody types.
func Plain(ctx context.Context, open Opener, in *os.File, keys *keymap.Map, opt WatchOptions) int {
	ctx, quit := context.WithCancel(ctx)
	defer quit()
	opt.Typed = true
	w := newWatcher(&opt)
	restore := func() {}
	status := w.run(ctx, func(ctx context.Context) (Source, error) {
		src, err := open(ctx)
		if err != nil || in == nil {
			return src, err
		}
		board, ok := src.(Board)
		back, err := rawMode(in)
		if !ok || err != nil { // no terminal
			go typeLines(src, in, opt.Err)
			return src, nil
		}
		restore = back
		context.AfterFunc(ctx, restore) // at once, even when printing hangs
		t := w.typist(ctx, board, keys, quit)
		t.say("%s: keys go to the board; %s, %s", board.Link().Name, t.hint(keys.Console.Help), t.hint(keys.Console.Quit))
		go t.work(in)
		return src, nil
	})
	restore()
	return status
}

// typist makes the watch one for somebody who types: the board may edit its
// line, and what there is to say stands between its lines.
func (w *watcher) typist(ctx context.Context, board Board, keys *keymap.Map, quit func()) *typist {
	w.screen.edits, w.screen.out, w.screen.wipe = out.MovesCursor(), out.Console(), out.Clear
	said := between{w.screen}
	if out.ErrIsTerminal() {
		w.opt.Err = said
	}
	w.raw = board
	hooks := hook.Set{}
	if w.opt.Hooks != nil {
		hooks = w.opt.Hooks()
	}
	return &typist{hooks: hooks, ctx: ctx, board: board, keys: keys, screen: w.screen, said: said, quit: quit, pulses: w.opt.Pulses, remark: w.opt.Remark}
}

// between writes something of ours between two lines of the board.
type between struct{ screen *printer }

func (b between) Write(p []byte) (int, error) { return len(p), b.screen.block(p) }

// typeLines types lines that come from a file or a pipe.
func typeLines(src Source, in io.Reader, errs io.Writer) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		// A console's line discipline takes a carriage return for Enter.
		if err := src.Send([]byte(lines.Text() + "\r")); err != nil {
			out.Complain(errs, fmt.Errorf("not sent: %w", err))
		}
	}
}
