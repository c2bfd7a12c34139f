package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// server is a PostgreSQL server that belongs to this program: its data is new and is thrown away.
type server struct {
	url     string
	folder  string        // data, password and log
	process *os.Process   // the postmaster
	ended   chan struct{} // closed when it has ended
}

// startServer makes a database cluster in a temporary folder, starts it on a free port of the loopback interface, and waits
// until it takes connections.
func startServer(ctx context.Context, durable bool) (s *server, err error) {
	bin := postgresFolder(glob(postgresFolders))
	if bin == "" {
		return nil, fmt.Errorf("no PostgreSQL server of version %d or newer in %s", oldestPostgres, postgresFolders)
	}
	folder, err := os.MkdirTemp("", "bridgehead-postgres-")
	if err != nil {
		return nil, err
	}
	s = &server{folder: folder, ended: make(chan struct{})}
	defer func() {
		if err != nil {
			s.stop()
		}
	}()

	credential, err := unprivileged()
	if err != nil {
		return nil, err
	}
	command := func(name string, arguments ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, name), arguments...)
		cmd.Dir = folder
		cmd.Env = []string{"LANG=C.UTF-8", "PATH=" + os.Getenv("PATH")} // not the caller's PGDATA, PGPORT, …
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Credential: credential,
			Setsid:     true,            // Ctrl-C is for the tests; the server outlives them
			Pdeathsig:  syscall.SIGQUIT, // but it does not outlive this program, even if that is killed
		}
		return cmd
	}

	// Anybody on this machine can reach the port.
	password := rand.Text()
	passwordFile := filepath.Join(folder, "password")
	if err := os.WriteFile(passwordFile, []byte(password), 0o600); err != nil {
		return nil, err
	}
	if credential != nil {
		if err := errors.Join(chown(folder, credential), chown(passwordFile, credential)); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(folder, "data")
	initdb := command("initdb", "--pgdata="+data, "--username=bridgehead", "--pwfile="+passwordFile, "--auth=scram-sha-256",
		"--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	if output, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", initdb, err, output)
	}

	port, err := freePort()
	if err != nil {
		return nil, err
	}
	settings := []string{
		"-D", data, "-p", strconv.Itoa(port),
		"-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=",
		"-c", "max_connections=300", // several packages at once, a few pools in each
	}
	if !durable {
		settings = append(settings, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	postgres := command("postgres", settings...)
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	postgres.Stdout, postgres.Stderr = log, log
	if err := postgres.Start(); err != nil {
		return nil, err
	}
	s.process = postgres.Process
	go func() {
		postgres.Wait()
		close(s.ended)
	}()
	s.url = fmt.Sprintf("postgres://bridgehead:%s@127.0.0.1:%d/postgres?sslmode=disable", password, port)
	return s, s.wait(ctx, filepath.Join(data, "postmaster.pid"))
}

// wait waits until the server takes connections, which it says in the last line of its file postmaster.pid.
func (s *server) wait(ctx context.Context, pidFile string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, time.Minute, errors.New("not ready after a minute"))
	defer cancel()
	for {
		state, _ := os.ReadFile(pidFile)
		if bytes.HasSuffix(bytes.TrimSpace(state), []byte("\nready")) {
			return nil
		}
		var cause error
		select {
		case <-time.After(20 * time.Millisecond):
			continue
		case <-s.ended:
			cause = errors.New("ended")
		case <-ctx.Done():
			cause = context.Cause(ctx)
		}
		log, _ := os.ReadFile(filepath.Join(s.folder, "log"))
		return fmt.Errorf("the PostgreSQL server does not start: %w\n%s", cause, log)
	}
}

// stop ends the server, if it runs, and removes its data.
func (s *server) stop() {
	if s.process != nil {
		s.process.Signal(syscall.SIGINT) // “fast shutdown”: clients are cut off
		select {
		case <-s.ended:
		case <-time.After(10 * time.Second):
			s.process.Signal(syscall.SIGQUIT)
			<-s.ended
		}
	}
	os.RemoveAll(s.folder)
}

// unprivileged returns whom the server runs as, nil for the caller: PostgreSQL refuses to run as root.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		account, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, fmt.Errorf("nobody to run PostgreSQL as: %w", err)
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func chown(path string, owner *syscall.Credential) error {
	return os.Chown(path, int(owner.Uid), int(owner.Gid))
}

// freePort returns a port that nothing listens on. Between here and the start of the server another program could take it;
// then the server does not start, and says so.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
