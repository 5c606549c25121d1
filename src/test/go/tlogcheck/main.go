// Command tlogcheck checks a whole C2SP tlog-tiles log with the client code of the Go project
// (golang.org/x/mod/sumdb/note and tlog), which the go command checks sum.golang.org with. All
// cryptography is theirs, unmodified; here are only the paths of C2SP, which have no tile height in
// them, and the split of entry bundles.
//
//	tlogcheck PREFIX VKEY [OLD-CHECKPOINT-FILE]
//
// It checks the checkpoint's signature, that every tile of every level and every entry is under its
// root, an inclusion proof of every 97th entry, and, given an older checkpoint, consistency.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 || len(os.Args) > 4 {
		log.Fatal("usage: tlogcheck PREFIX VKEY [OLD-CHECKPOINT-FILE]")
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		log.Fatal("BAD: ", err)
	}
}

func run(prefix, vkey string, older []string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	msg, err := fetch(prefix + "checkpoint")
	if err != nil {
		return err
	}
	tree, err := open(msg, verifier)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	hashes := tlog.TileHashReader(tree, &tiles{prefix})
	root, err := tlog.TreeHash(tree.N, hashes)
	if err != nil {
		return fmt.Errorf("tiles: %w", err)
	}
	if root != tree.Hash {
		return errors.New("tiles: another root")
	}
	if err := entries(prefix, tree, hashes); err != nil {
		return err
	}
	if err := upper(tree, hashes); err != nil {
		return err
	}
	for i := int64(0); i < tree.N; i += 97 {
		if err := included(tree, hashes, i); err != nil {
			return fmt.Errorf("inclusion of entry %d: %w", i, err)
		}
	}
	for _, file := range older {
		if err := consistent(file, verifier, tree, hashes); err != nil {
			return fmt.Errorf("consistency: %w", err)
		}
	}
	fmt.Printf("ok %d %s\n", tree.N, tree.Hash)
	return nil
}

// open checks a checkpoint and reads it: C2SP tlog-checkpoint.
func open(msg []byte, verifier note.Verifier) (tlog.Tree, error) {
	n, err := note.Open(msg, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	hash, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: hash}, err
}

// entries compares every entry's hash with the authenticated tiles.
func entries(prefix string, tree tlog.Tree, hashes tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += 1 << height {
		width := tree.N - first
		if width > 1<<height {
			width = 1 << height
		}
		tile := tlog.Tile{H: height, L: -1, N: first >> height, W: int(width)}
		path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
		data, err := fetch(prefix + path)
		if err != nil {
			return err
		}
		indexes := make([]int64, width)
		for i := range indexes {
			indexes[i] = tlog.StoredHashIndex(0, first+int64(i))
		}
		want, err := hashes.ReadHashes(indexes)
		if err != nil {
			return fmt.Errorf("tile of entry %d: %w", first, err)
		}
		for i := range want {
			if len(data) < 2 || len(data) < 2+int(data[0])<<8+int(data[1]) {
				return fmt.Errorf("%s: cut off", path)
			}
			size := int(data[0])<<8 + int(data[1])
			if tlog.RecordHash(data[2:2+size]) != want[i] {
				return fmt.Errorf("entry %d: another hash than under the root", first+int64(i))
			}
			data = data[2+size:]
		}
		if len(data) != 0 {
			return fmt.Errorf("%s: trailing bytes", path)
		}
	}
	return nil
}

// upper reads every hash of every higher level, so that each of their tiles is authenticated.
func upper(tree tlog.Tree, hashes tlog.HashReader) error {
	for level := height; tree.N>>level > 0; level += height {
		for n := int64(0); n < tree.N>>level; n++ {
			if _, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(level, n)}); err != nil {
				return fmt.Errorf("level %d hash %d: %w", level, n, err)
			}
		}
	}
	return nil
}

func included(tree tlog.Tree, hashes tlog.HashReader, i int64) error {
	proof, err := tlog.ProveRecord(tree.N, i, hashes)
	if err != nil {
		return err
	}
	leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, i)})
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, i, leaf[0])
}

func consistent(file string, verifier note.Verifier, tree tlog.Tree, hashes tlog.HashReader) error {
	msg, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	old, err := open(msg, verifier)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveTree(tree.N, old.N, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}

// tiles reads tiles by the paths of C2SP.
type tiles struct{ prefix string }

func (t *tiles) Height() int { return height }

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		data, err := fetch(t.prefix + strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func fetch(url string) ([]byte, error) {
	answer, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, 1<<25))
}
