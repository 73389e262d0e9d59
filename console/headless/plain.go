package headless

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"oopscope/console/out"
)

// Plain is the console without a full screen: the stream as it comes with
// every crash decoded below it, and lines of in typed to the board. The end of
// in ends the typing only.
func Plain(ctx context.Context, open Opener, in io.Reader, opt WatchOptions) int {
	return Watch(ctx, func(ctx context.Context) (Source, error) {
		src, err := open(ctx)
		if err == nil && in != nil {
			go typed(src, in, opt.Err)
		}
		return src, err
	}, opt)
}

func typed(src Source, in io.Reader, errs io.Writer) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		// A console's line discipline takes a carriage return for Enter.
		if err := src.Send([]byte(lines.Text() + "\r")); err != nil {
			out.Complain(errs, fmt.Errorf("not sent: %w", err))
		}
	}
}
