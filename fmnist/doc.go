// Package fmnist is what notebooks import: descriptions are values, verbs are few, Show shows anything.
//
// A notebook cell is a fresh process, so memory is the disk: every slow verb keeps its result under the hash of its
// description, and asking again answers at once and says where the answer comes from. The package is thin. It owns
// three policies: an error ends the cell with one sentence, results are kept, and things know how to be shown. Programs
// that want errors as values use package study.
//
// What is declared above %% stays: after
//
//	var run = fmnist.Train(Base)
//
// run is there in every later cell. The declaration itself does nothing, even if the plan is wrong; the first use, for
// example run.Curves(), reads the result or computes it, and says which. Below %% a verb works at once.
//
// Describe: Net and its layers, Plan and its options, Transfer, the parameters of a Space. Do: Load, Train, Find,
// Compare, CrossValidate, Repeat, LearningCurve, Hyperband and its kin. Look: Show and the methods of what the verbs
// return. Keep house: Runs, Forget, Doctor, Save.
package fmnist
