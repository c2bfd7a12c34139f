package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"bridgehead/internal/testenv"
)

// Where Debian keeps what is looked for. A postgres in the PATH could be anybody's.
const (
	postgresFolders = "/usr/lib/postgresql/*/bin"
	chineseFonts    = "/usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc"
)

// oldestPostgres is the oldest major version that the product supports.
const oldestPostgres = 15

// missing returns the Debian packages that are needed and not there.
func missing(server, browser, compiler bool) (packages []string) {
	if _, err := exec.LookPath("g++"); compiler && err != nil {
		packages = append(packages, "g++")
	}
	if server && postgresFolder(glob(postgresFolders)) == "" {
		packages = append(packages, "postgresql")
	}
	if browser {
		found := func(name string) bool {
			_, err := exec.LookPath(name)
			return err == nil
		}
		if !slices.ContainsFunc(testenv.ChromiumNames, found) {
			packages = append(packages, "chromium")
		}
		if len(glob(chineseFonts)) == 0 {
			packages = append(packages, "fonts-noto-cjk")
		}
		if noNPM() {
			packages = append(packages, "npm")
		}
	}
	return packages
}

// postgresFolder returns the folder of the newest supported version, such as /usr/lib/postgresql/17/bin, or "" if there is none.
// A folder without initdb is what is left of a client or of a version that was removed.
func postgresFolder(folders []string) (folder string) {
	newest := oldestPostgres - 1
	for _, candidate := range folders {
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(candidate)))
		if err != nil || version <= newest {
			continue
		}
		if _, err := os.Stat(filepath.Join(candidate, "initdb")); err != nil {
			continue
		}
		folder, newest = candidate, version
	}
	return folder
}

// install installs Debian packages, if there are any to install.
func install(ctx context.Context, packages []string) error {
	if len(packages) == 0 {
		return nil
	}
	wanted := strings.Join(packages, " ")
	if _, err := exec.LookPath("apt-get"); err != nil {
		return fmt.Errorf("the tests need what Debian packages as %s, and there is no apt-get here; install it by other means"+
			" (a PostgreSQL server can be elsewhere: name it in %s)", wanted, testenv.PostgresVariable)
	}
	if _, err := exec.LookPath("sudo"); err != nil && os.Getuid() != 0 {
		return fmt.Errorf("the tests need %s, and there is no sudo to install it with; type as root: apt-get install %s", wanted, wanted)
	}
	return step("apt-get install "+wanted, func() error {
		arguments := append([]string{"install", "--yes", "--no-install-recommends"}, packages...)
		if aptGet(ctx, arguments...) == nil {
			return nil
		}
		// A new or an old machine does not know the packages, or knows versions that are gone.
		if err := aptGet(ctx, "update"); err != nil {
			return err
		}
		return aptGet(ctx, arguments...)
	})
}

func aptGet(ctx context.Context, arguments ...string) error {
	// The locale is that of the cluster which the PostgreSQL package makes.
	command := []string{"env", "DEBIAN_FRONTEND=noninteractive", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "apt-get", "--option=DPkg::Lock::Timeout=300"}
	if os.Getuid() != 0 {
		command = append([]string{"sudo"}, command...)
	}
	command = append(command, arguments...)
	return quiet(ctx, command[0], command[1:]...)
}

func glob(pattern string) []string {
	paths, _ := filepath.Glob(pattern) // fails on a malformed pattern only
	return paths
}
