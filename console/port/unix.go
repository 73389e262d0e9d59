package port

import "context"

// openUnix connects to a socket of this machine, an emulator's for example.
func openUnix(ctx context.Context, spec, path string, _ Settings) (Port, error) {
	conn, err := dial(ctx, spec, "unix", path)
	if err != nil {
		return nil, err
	}
	return newConn(spec, KindUnix, conn), nil
}
