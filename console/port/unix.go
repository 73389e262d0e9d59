package port

// openUnix connects to a socket of this machine, an emulator's for example.
func openUnix(spec, path string, _ Settings) (Port, error) {
	conn, err := dial(spec, "unix", path)
	if err != nil {
		return nil, err
	}
	return newConn(spec, KindUnix, conn), nil
}
