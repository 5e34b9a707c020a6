// Package runs keeps the results of slow work on disk, so that asking again is instant.
//
// A notebook cell is a fresh process: what it computed is gone when it ends. Here a result is stored under the hash of
// the description that produced it. The same description finds the same result, an edited one finds nothing and is
// computed anew, so nothing is ever stale and nothing needs to be cleared by hand. The name in front of the hash is for
// people: a run is found whatever name it is asked for by.
//
// Two things are kept. A Run is a training run that grows epoch by epoch (Store.Acquire, Run.Append, Run.Save). A value
// is computed once (Store.Cached). A store looks like this:
//
//	runs/
//	  lenet5-3fa1c02b/        name and the first 8 hex digits of the hash
//	    run.json              what it is, how far it got, which snapshot each slot names; the commit point
//	    history.jsonl         one record an epoch
//	    snapshots/0007/       what the training package wrote: weights, optimizer state
//	  lenet5-3fa1c02b.damaged-20260102-150405/
//	  cached/pca-90ab….bin    values, each with its own checksum
//	  .locks/                 one lock file a run; they stay, since deleting a lock file would let two processes hold it
//
// Slots ("last", "best", "epoch-0004") are names in run.json that point to snapshots, so one snapshot can be the last
// and the best one, and replacing run.json by a rename moves the history and all slots forward in one step. A process
// killed at any moment leaves the state before or after that step. A run's folder appears with its first epoch, or with
// the first state saved on the way to it; a run that never gets that far leaves nothing. Replaced snapshots stay for
// one more step, for the sake of readers that hold no lock.
//
// Whatever differs from what was written (altered, cut short, a folder or a pipe where a file should be) is renamed to
// "<name>.damaged-<time>" by the next writer, which starts afresh. A file that may not be read stays, and the error
// says that permission is missing.
//
// Nothing inside a store names a path outside it or a machine it depends on: it can be copied, or lie on a shared disk
// and be filled by several machines (the locks are flock locks, which Linux carries over NFS).
package runs
