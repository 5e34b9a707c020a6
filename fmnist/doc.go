// Package fmnist is what notebooks import: descriptions are values, verbs are few, Show shows anything.
//
// A notebook cell is a fresh process, so memory is the disk: every slow verb keeps its result under the hash of its
// description, and running the cell again answers at once and says where the answer comes from. The facade is thin. It
// owns three policies: an error ends the cell with one sentence, results are kept, and things know how to be shown.
// Programs that want errors as values use package study.
package fmnist
