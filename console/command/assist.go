package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"oopscope/console/attach"
	"oopscope/console/config"
	"oopscope/console/headless"
	"oopscope/console/mcp"
	"oopscope/console/out"
)

// MCP lets an assistant ask the session of a port, or the only one there is. It is
// looked for anew at each question, so that the two may begin and end in any order.
func MCP(cmd *config.Command, set config.Settings) int {
	target, err := set.Target(cmd)
	if err != nil {
		return Usage(err)
	}
	connect := func(ctx context.Context) (mcp.Asker, error) {
		c, err := attach.Find(ctx, target)
		if errors.Is(err, attach.ErrNobody) {
			return nil, fmt.Errorf("no session has the port; a person begins one by `oopscope serve PORT` or `oopscope PORT`")
		}
		if err != nil {
			return nil, err
		}
		return c, nil
	}
	to := out.Bytes() // JSON, to a program
	if to == nil {
		to = io.Writer(out.Stdout)
	}
	err = mcp.Serve(context.Background(), os.Stdin, to, mcp.Options{Connect: connect, Version: config.Version(), AllowTyping: cmd.Has("allow-typing"), AllowHooks: cmd.Has("allow-hooks")})
	if err != nil {
		return Failed(err)
	}
	return headless.Done
}
