#!/bin/sh
# search.sh ENGINE [flags of fmnist tune]
#
# Searches hyperparameters on many machines: asks `fmnist tune -plan-only` which trials can be trained now, lets an engine
# train them all with `fmnist run`, and asks again, until nothing is left. What is known lies in the run folder alone, so
# this script can be stopped and started again at any time, with any engine.
#
#   parallel    GNU parallel: JOBS processes (4), on this machine or on those that PARALLEL names (see README.md)
#   slurm       a job array for each round, trial.sbatch
#   kubernetes  an Indexed Job for each round, trial.yaml; console.yaml must be running
#
# The environment: FMNIST_HOME, a folder that all machines share; FMNIST, the command (fmnist).
set -eu

engine=${1:?give an engine: parallel, slurm or kubernetes}
shift
here=$(cd "$(dirname "$0")" && pwd)
name=search-$(date +%Y%m%d-%H%M%S)-$$

case $engine in
kubernetes)
    home=/shared # where console.yaml and trial.yaml mount the shared volume
    fmnist="kubectl exec fmnist-console -- fmnist" ;;
parallel | slurm)
    home=${FMNIST_HOME:?set FMNIST_HOME to a folder that all machines share}
    fmnist=${FMNIST:-fmnist} ;;
*)
    echo "search.sh: there is no engine $engine; the engines are parallel, slurm and kubernetes" >&2
    exit 2 ;;
esac

# with_parallel COUNT FOLDER: a killed worker's trial is started again, twice.
with_parallel() {
    seq 0 $(($1 - 1)) | parallel --jobs "${JOBS:-4}" --retries 3 "$fmnist run $2/plan-{}.json"
}

with_slurm() {
    sbatch --wait --array=0-$(($1 - 1)) "$here/trial.sbatch" "$2"
}

with_kubernetes() {
    job=$name-$round
    sed -e "s|NAME|$job|; s|COUNT|$1|; s|FOLDER|$2|" "$here/trial.yaml" | kubectl create -f -
    until kubectl get job "$job" -o 'jsonpath={.status.conditions[*].type}' | grep -Eq 'Complete|Failed'; do
        sleep "${POLL:-5}"
    done
}

# figure NAME: that number of the JSON object in $answer.
figure() {
    printf '%s' "$answer" | sed "s/.*\"$1\":\([0-9]*\).*/\1/"
}

round=1
before=-1
idle=0
while :; do
    folder=$home/plans/$name/round-$round
    answer=$($fmnist tune "$@" -plan-only -json -out "$folder")
    count=$(figure plans)
    if [ "$count" = 0 ]; then
        break
    fi
    if [ "$(figure trials)" = "$before" ]; then
        idle=$((idle + 1)) # killed workers, or a time limit that lets no trial finish
    else
        idle=0
    fi
    if [ $idle = 3 ]; then
        echo "search.sh: three rounds finished no trial; the engine's logs say why" >&2
        exit 1
    fi
    before=$(figure trials)
    echo "round $round: $count trials"
    # The engine's own verdict does not matter: a trial that failed for good is recorded, any other is in the next round.
    "with_$engine" "$count" "$folder" || echo "round $round: the engine reports failed jobs" >&2
    round=$((round + 1))
done
exec $fmnist tune "$@" # everything is there: this prints the leaderboard
