#!/bin/sh
# try.sh [cpu|cuda] asks an image that build.sh made what its users would notice first, as the users that it meets: its
# own, a random one with group 0 (OpenShift), with an empty volume over the home (JupyterHub), with a read-only root.
# Without a network and without a container engine: namespaces, overlayfs and chroot. Needs root on Linux.
set -eu
image=${1:-cpu}
store() {
    if [ -n "${STORE:-}" ]; then
        buildah --root "$STORE" --runroot "$STORE-run" --storage-driver vfs "$@"
    else
        buildah "$@"
    fi
}
container=$(store from --pull=never "gofmnist:$image")
root=$(store mount "$container")
trap 'store rm "$container" >/dev/null' EXIT
echo "$image: $(($(du -sb "$root" | cut -f1) / 1000000)) MB (of 1,000,000 bytes)"

# inside NAME USER:GROUP ro|rw volume|own SCRIPT runs a script behind the image's entry, in a fresh root file system of
# its own.
failed=0
inside() {
    start=$(date +%s)
    if unshare --mount --net --pid --fork env -i ROOT="$root" USERSPEC="$2" MODE="$3" HOME_KIND="$4" SCRIPT="$5" \
        PATH="$PATH" \
        sh -eu >"/tmp/try.$$" 2>&1 <<'EOF'
ip link set lo up
work=/mnt # of this mount namespace alone
mount -t tmpfs work "$work"
mkdir "$work/upper" "$work/work" "$work/root"
mount -t overlay root -o "lowerdir=$ROOT,upperdir=$work/upper,workdir=$work/work" "$work/root"
ROOT=$work/root
[ "$MODE" = rw ] || mount -o remount,ro "$ROOT"
mount -t proc proc "$ROOT/proc"
mount --rbind /dev "$ROOT/dev"
mount -t tmpfs -o mode=1777 tmp "$ROOT/tmp"
if [ "$HOME_KIND" = volume ]; then
    mount -t tmpfs -o mode=2775,uid=0,gid="${USERSPEC#*:}" home "$ROOT/home/jovyan"
fi
exec chroot --userspec="$USERSPEC" --groups="${USERSPEC#*:}" "$ROOT" /usr/bin/env -i HOME=/home/jovyan \
    GOPATH=/opt/go GOCACHE=/opt/go-build GOTOOLCHAIN=local FMNIST_HOME=/home/jovyan/fmnist FMNIST_DATA=synthetic JUPYTER_PORT=8888 NB_UID=4321 NB_GID=4321 \
    PATH=/opt/jupyter/bin:/opt/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    tini -s -g -- /opt/gofmnist/docker/start.sh sh -ec "cd; $SCRIPT"
EOF
    then
        echo "ok    $(($(date +%s) - start)) s  $1"
    else
        failed=1
        echo "FAILED $1"
        sed 's/^/    /' "/tmp/try.$$"
    fi
    rm -f "/tmp/try.$$"
}

kernels='jupyter kernelspec list | grep -q fmnist-cpu'
doctor='fmnist doctor && fmnist train -net linear -epochs 1'
execute='jupyter nbconvert --to notebook --execute --output-dir /tmp --ExecutePreprocessor.timeout=300'
cell="$execute /opt/gofmnist/kernels/notebooks/testdata/small.ipynb"
tour="FMNIST_QUICK=1 $execute notebooks/tour.ipynb"
# shellcheck disable=SC2016 # the shell inside expands these
server='jupyter lab --ip=127.0.0.1 --no-browser >/tmp/log 2>&1 & for i in $(seq 60); do
    python -c "import urllib.request as u; u.urlopen(\"http://127.0.0.1:8888/api\")" 2>/dev/null && break; sleep 1; done
    grep -q "?token=" /tmp/log; kill $!'
hub='git --version && python /opt/gofmnist/docker/hub/try_singleuser.py'

if [ "$image" = cuda ]; then
    # No driver is mounted here, so the plugin gets as far as a machine without a device lets it.
    device='GOMLX_BACKEND=xla:cuda fmnist doctor | grep "No visible GPU devices"'
    inside "user 1000: the CUDA kernel, its plugin loads and says that there is no device" 1000:100 rw own \
        "jupyter kernelspec list | grep -q fmnist-cuda; $device"
fi
inside "user 1000: kernels, doctor, a training" 1000:100 rw own "id -u | grep -qx 1000; $kernels; $doctor"
inside "user 1000: JupyterLab answers, with a token" 1000:100 rw own "$server"
inside "user 1000: git, and jupyterhub-singleuser sends a stranger to the hub" 1000:100 rw own "$hub"
inside "user 1000: the tour (FMNIST_QUICK=1)" 1000:100 rw own "$tour"
inside "user 12345, group 0: a training and a notebook" 12345:0 rw own "$doctor; $cell"
inside "user 1000, an empty volume over the home: the tour" 1000:100 rw volume "$tour"
inside "user 12345, group 0, a read-only root, an empty volume: a notebook" 12345:0 ro volume "$doctor; $cell"
inside "root with NB_UID=4321: the command runs as 4321" 0:0 rw own "id -u | grep -qx 4321; $doctor"
exit $failed
