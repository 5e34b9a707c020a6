#!/bin/sh
# search.sh ENGINE VERB [flags of fmnist VERB]
#
# Trains on many machines what one verb needs (tune, crossval, repeat or results): asks `fmnist VERB -plan-only` which
# plans can be trained now, lets an engine train them all with `fmnist run LIST N`, and asks again, until nothing is
# left; then the verb prints its result. What is known lies in the run folder alone, so this script can be stopped and
# started again at any time, with any engine. Standard output is the verb's own, so -json stays one object; what happens
# is said on standard error.
#
#   parallel    GNU parallel: JOBS processes (4), on this machine or on those that PARALLEL names (see README.md)
#   slurm       a job array for each round, trial.sbatch; SBATCH has more flags of sbatch
#   kubernetes  an Indexed Job for each round, trial.yaml, PARALLELISM pods at a time (4), QUEUE a queue of Kueue's;
#               console.yaml must be running
#
# The environment: FMNIST_HOME, a folder that all machines share; FMNIST_DATA, as all machines see it; FMNIST, the
# command (fmnist); MOST, the longest job array (the scheduler's own limit). Lists and logs go to FMNIST_HOME/plans.
set -eu

engine=${1:?give an engine: parallel, slurm or kubernetes}
shift
verb=${1:?give a verb: tune, crossval, repeat or results}
shift
case $verb in
tune | crossval | repeat | results) ;;
*)
    echo "search.sh: $verb prints no plans; the verbs are tune, crossval, repeat and results" >&2
    exit 2 ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
name=$verb-$(date +%Y%m%d-%H%M%S)-$$

case $engine in
kubernetes)
    home=/shared # where console.yaml and trial.yaml mount the shared volume
    inside="kubectl exec -i fmnist-console --"
    fmnist="$inside env FMNIST_DATA=${FMNIST_DATA:-} fmnist"
    most=${MOST:-10000} ;; # an Indexed Job may have 100,000 pods
parallel)
    home=${FMNIST_HOME:?set FMNIST_HOME to a folder that all machines share}
    inside=""
    fmnist=${FMNIST:-fmnist}
    most=${MOST:-1000000} ;;
slurm)
    home=${FMNIST_HOME:?set FMNIST_HOME to a folder that all machines share}
    inside=""
    fmnist=${FMNIST:-fmnist}
    limit=$(scontrol show config | sed -n 's/^MaxArraySize *= *//p') # one more than the largest index
    most=${MOST:-$((${limit:-1001} - 1))} ;;
*)
    echo "search.sh: there is no engine $engine; the engines are parallel, slurm and kubernetes" >&2
    exit 2 ;;
esac

# Each with_ENGINE FOLDER FIRST LAST trains these lines of FOLDER/list.

# A killed worker's trial is started again, twice. The processes share this machine's cores, unless PARALLEL names
# others.
with_parallel() {
    if [ -z "${PARALLEL:-}" ] && [ -z "${GOMAXPROCS:-}" ]; then
        share=$(($(nproc) / ${JOBS:-4}))
        export GOMAXPROCS=$((share > 1 ? share : 1))
    fi
    seq "$2" "$3" | parallel --jobs "${JOBS:-4}" --retries 3 --joblog "$1/jobs-$2" \
            "$fmnist run '$1/list' {} >'$1/logs/{}' 2>&1"
}

with_slurm() {
    # shellcheck disable=SC2086 # SBATCH holds several flags
    sbatch --wait --array="1-$(($3 - $2 + 1))" --output="$1/logs/%A-%a" ${SBATCH:-} \
            "$here/trial.sbatch" "$1/list" "$2" >&2
}

with_kubernetes() {
    job=$name-$round-$2
    queue='s|QUEUE|'${QUEUE:-}'|'
    [ -n "${QUEUE:-}" ] || queue=/QUEUE/d
    sed -e "s|NAME|$job|; s|COUNT|$(($3 - $2 + 1))|; s|FOLDER|$1|g; s|FIRST|$2|g; s|PARALLELISM|${PARALLELISM:-4}|" \
        -e "s|DATA_PATH|${FMNIST_DATA:-}|" -e "$queue" "$here/trial.yaml" | kubectl create -f - >&2
    until kubectl get job "$job" -o 'jsonpath={.status.conditions[*].type}' | grep -Eq 'Complete|Failed'; do
        sleep "${POLL:-5}"
    done
}

round=1
idle=0
before=none
while :; do
    folder=$home/plans/$name/round-$round
    list=$($fmnist "$verb" "$@" -plan-only)
    if [ -z "$list" ]; then
        break
    fi
    if [ "$list" = "$before" ]; then
        idle=$((idle + 1)) # killed workers, or a time limit that lets no trial finish
    else
        idle=0
    fi
    if [ $idle = 3 ]; then
        echo "search.sh: three rounds finished no plan; $home/plans/$name/*/logs say why" >&2
        exit 1
    fi
    before=$list
    printf '%s\n' "$list" | $inside sh -c "umask 0; mkdir -p '$folder/logs' && cat >'$folder/list'"
    count=$(printf '%s\n' "$list" | wc -l)
    echo "round $round: $count plans, $folder/list" >&2
    first=1
    while [ "$first" -le "$count" ]; do
        last=$((first + most - 1))
        [ $last -le "$count" ] || last=$count
        # The engine's own verdict does not matter: a plan that failed for good is recorded, any other is in the next
        # round.
        "with_$engine" "$folder" "$first" "$last" || echo "round $round: the engine reports failed jobs" >&2
        first=$((last + 1))
    done
    round=$((round + 1))
done
exec $fmnist "$verb" "$@" # everything is there: this prints the result
