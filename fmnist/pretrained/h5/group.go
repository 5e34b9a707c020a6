package h5

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// Group is a folder of groups and datasets with attributes. The zero value is no group.
type Group struct {
	file     *File
	messages []message
	children map[string]int64 // addresses of object headers
	nodes    int64            // of the tree, read so far
}

// Root opens the file's root group.
func (f *File) Root() (*Group, error) { return f.group(f.root) }

func (f *File) group(at int64) (*Group, error) {
	messages, err := f.header(at)
	if err != nil {
		return nil, err
	}
	g := &Group{file: f, messages: messages, children: map[string]int64{}}
	table, ok := find(messages, messageSymbolTable)
	if !ok {
		return nil, broken("the object at byte %d is no group", at)
	}
	if len(table) < 16 {
		return nil, broken("the symbol table of the group at byte %d is cut off", at)
	}
	tree, err := f.address(table)
	if err != nil {
		return nil, err
	}
	names, err := f.heap(table[8:])
	if err != nil {
		return nil, err
	}
	return g, g.tree(tree, names, maxLevel)
}

// heap reads the names of a group's members.
func (f *File) heap(pointer []byte) ([]byte, error) {
	at, err := f.address(pointer)
	if err != nil {
		return nil, err
	}
	b, err := f.block(at, 32, "HEAP")
	if err != nil {
		return nil, err
	}
	data, err := f.address(b[24:])
	if err != nil {
		return nil, err
	}
	return f.bytes(data, binary.LittleEndian.Uint64(b[8:]))
}

// maxLevel bounds the depth of a group's tree: with at least two members a node, 64 levels hold more than any file.
const maxLevel = 64

// tree collects the members below a node of the group's B-tree; its level must be lower than below.
func (g *Group) tree(at int64, names []byte, below int) error {
	b, err := g.file.block(at, 24, "TREE")
	if err != nil {
		return err
	}
	// A tree whose nodes have themselves as cousins would grow without end.
	if g.nodes++; g.nodes > g.file.size/24 {
		return broken("the group tree at byte %d does not end", at)
	}
	level, used := int(b[5]), uint64(binary.LittleEndian.Uint16(b[6:]))
	if b[4] != 0 || level >= below {
		return broken("the group tree at byte %d is damaged", at)
	}
	// Keys and children alternate: key 0, child 0, key 1, …
	b, err = g.file.bytes(at+24, 8+16*used)
	if err != nil {
		return err
	}
	for i := range used {
		child, err := g.file.address(b[8+16*i:])
		if err != nil {
			return err
		}
		if level > 0 {
			err = g.tree(child, names, level)
		} else {
			err = g.leaf(child, names)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// entrySize is the size of a symbol table entry.
const entrySize = 40

func (g *Group) leaf(at int64, names []byte) error {
	b, err := g.file.block(at, 8, "SNOD")
	if err != nil {
		return err
	}
	used := uint64(binary.LittleEndian.Uint16(b[6:]))
	b, err = g.file.bytes(at+8, used*entrySize)
	if err != nil {
		return err
	}
	for ; len(b) > 0; b = b[entrySize:] {
		offset := binary.LittleEndian.Uint64(b)
		if offset >= uint64(len(names)) {
			return broken("a name of the group table at byte %d is missing", at)
		}
		name, _, ok := bytes.Cut(names[offset:], []byte{0})
		if !ok {
			return broken("a name of the group table at byte %d is cut off", at)
		}
		if _, twice := g.children[string(name)]; twice {
			return broken("the name %q occurs twice in one group", name)
		}
		if g.children[string(name)], err = g.file.address(b[8:]); err != nil {
			return err
		}
	}
	return nil
}

// Has tells whether the group has a member of that name.
func (g *Group) Has(name string) bool { _, ok := g.children[name]; return ok }

// Group opens the group at a path like "fire2/squeeze1x1" below this one.
func (g *Group) Group(path string) (*Group, error) {
	for _, name := range strings.Split(path, "/") {
		at, ok := g.children[name]
		if !ok {
			return nil, broken("there is no group %q", path)
		}
		var err error
		if g, err = g.file.group(at); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// Dataset opens the dataset at a path below this group.
func (g *Group) Dataset(path string) (*Dataset, error) {
	name := path
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		var err error
		if g, err = g.Group(path[:i]); err != nil {
			return nil, err
		}
		name = path[i+1:]
	}
	at, ok := g.children[name]
	if !ok {
		return nil, broken("there is no dataset %q", path)
	}
	return g.file.dataset(at)
}
