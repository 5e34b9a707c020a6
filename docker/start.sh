#!/bin/sh
# start.sh COMMAND…: makes the place fit for whoever the container runs as, then becomes the command. The images' entry.
#
#   user 1000, or any other with group 0 (OpenShift)       works as it is
#   root, with NB_UID and NB_GID (docker run --user root)  jovyan gets these ids and the command runs as jovyan
#   an empty volume over the home (JupyterHub)             notebooks are put there
#   a read-only root                                       caches go to the home; /tmp and the home must be writable
set -eu

if [ "$(id -u)" = 0 ]; then
    uid=${NB_UID:-1000}
    gid=${NB_GID:-100}
    if [ "$uid" = 0 ]; then
        echo "start.sh: NB_UID is 0; give the id of a user" >&2
        exit 2
    fi
    getent group "$gid" >/dev/null || groupadd --gid "$gid" jovyan
    usermod --non-unique --uid "$uid" --gid "$gid" jovyan 2>/dev/null ||
        echo "start.sh: jovyan keeps its entry in /etc/passwd" >&2
    chown "$uid:$gid" "$HOME"
    exec setpriv --reuid "$uid" --regid "$gid" --groups "$gid,0" "$0" "$@" # group 0 owns what is in /opt
fi

umask 002
export USER="${USER:-jovyan}" LOGNAME="${LOGNAME:-jovyan}" # a user without an entry in /etc/passwd has no name

if ! [ -w "$HOME" ]; then
    echo "start.sh: user $(id -u) cannot write $HOME; what is done now is lost when the container ends" >&2
    HOME=$(mktemp -d)
    FMNIST_HOME=$HOME/fmnist
    export HOME FMNIST_HOME
fi
if ! [ -w "$GOCACHE" ]; then
    warm=$GOCACHE
    export GOCACHE="$HOME/.cache/go-build"
    [ -e "$GOCACHE" ] || { mkdir -p "$HOME/.cache" && cp -r "$warm" "$GOCACHE"; }
fi
mkdir -p "$FMNIST_HOME"
[ -e "$FMNIST_HOME/child" ] || cp -r /opt/fmnist/child "$FMNIST_HOME/" # the program that computes for cells
[ -e "$HOME/notebooks" ] || cp -r /opt/gofmnist/notebooks "$HOME/"
[ "$PWD" != / ] || cd "$HOME"
exec "$@"
