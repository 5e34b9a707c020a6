// Package hyperband searches for good hyperparameters. It is bookkeeping only: it knows no model, no clock and no disk.
// The caller trains what a Trial says and reports a score.
//
// The parts:
//
//   - Space, made of Int, Float, Choice and Bool, describes the parameters; a Point is one value for each.
//   - Schedule says how many trials of how many epochs there are: Hyperband (Li et al., JMLR 18, 2018), with
//     SuccessiveHalving and RandomSearch in the same form. It is plain arithmetic, known before anything runs. ASHA
//     (Li et al., MLSys 2020) is the form for many workers: its schedule says the least, for what is promoted depends
//     on the order of the reports.
//   - Search hands out trials (Next, Ready) and promotes the best (Report).
//   - Leaderboard, Rungs, Importance and the texts say what was found.
//
// Sampling, bracket sizes, promotions and texts are those of KerasTuner 1.4.8: the same space, seed and scores give the
// same trials (see bench/golden/hyperband.py). Three things differ, so that a search can run on many machines and be
// replayed from stored runs. A round is promoted when all of it is reported, never earlier. The ID of a trial is its
// place in the schedule, so that a failure leaves a gap in the IDs instead of shifting all later ones. Values on a
// logarithmic scale have 12 significant digits, on which all processors agree. Hence the trials, their IDs and all
// results depend on the seed and the reported scores, but not on the order of the reports, ASHA's promotions aside.
//
// Seed 0 is a seed like any other here; KerasTuner takes it for none and draws one.
package hyperband
