#!/bin/sh
# build.sh [-bases] [cpu|cuda] builds an image with buildah, which needs no daemon, as root and with chroot isolation
# where containers are not allowed. -bases first makes stand-ins for the Debian and Go images of the recipe, from
# debootstrap and this machine's Go, for machines that no image registry answers: what is built on them has the same
# packages, but not the same layers, and trusts the certificates that this machine trusts.
# STORE is where buildah keeps images (default: its own place). What else it is given goes to buildah build.
set -eu
cd "$(dirname "$0")/.."
work=
store() {
    if [ -n "${STORE:-}" ]; then
        buildah --root "$STORE" --runroot "$STORE-run" --storage-driver vfs "$@"
    else
        buildah "$@"
    fi
}

# stand_in NAME FOLDER makes an image of a folder's content.
stand_in() {
    container=$(store from scratch)
    cp -a "$2/." "$(store mount "$container")/"
    store commit --quiet --rm "$container" "$1" >/dev/null
}

if [ "${1:-}" = -bases ]; then
    shift
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    debootstrap --variant=minbase bookworm "$work/debian" >"$work/log" 2>&1 || { tail "$work/log" >&2; exit 1; }
    # What Debian's "slim" images leave out, now and of what is installed later.
    printf 'path-exclude /usr/share/%s/*\n' doc man locale >"$work/debian/etc/dpkg/dpkg.cfg.d/docker"
    rm -rf "$work"/debian/var/cache/apt/archives/*.deb "$work"/debian/var/lib/apt/lists/* "$work"/debian/usr/share/doc \
        "$work"/debian/usr/share/man "$work"/debian/usr/share/locale
    bundle=/etc/ssl/certs/ca-certificates.crt # for machines behind a proxy that signs what passes
    mkdir -p "$work/debian/etc/ssl/certs" "$work/debian/usr/local/share/ca-certificates"
    cp $bundle "$work/debian$bundle"
    cp $bundle "$work/debian/usr/local/share/ca-certificates/machine.crt"
    printf '[global]\ncert = %s\n' $bundle >"$work/debian/etc/pip.conf"
    stand_in "docker.io/library/$(sed -n 's/^FROM \(debian:[^ $]*\).*/\1/p' docker/cpu/Dockerfile)" "$work/debian"
    mkdir -p "$work/debian/usr/local"
    cp -a "$(go env GOROOT)" "$work/debian/usr/local/go"
    stand_in "docker.io/library/$(sed -n 's/^FROM \(golang:[^ $]*\).*/\1/p' docker/cpu/Dockerfile)" "$work/debian"
fi

image=${1:-cpu}
[ $# = 0 ] || shift
# the stand-ins' digests are others
[ -z "$work" ] || set -- --pull=never --build-arg GO_DIGEST= --build-arg BASE_DIGEST= "$@"
# OCI images have no health check, hence docker's format; one layer for each FROM keeps vfs small.
store build --isolation "${BUILDAH_ISOLATION:-chroot}" --format docker --layers=false \
    -f "docker/$image/Dockerfile" --ignorefile "docker/$image/Dockerfile.dockerignore" -t "gofmnist:$image" "$@" .
store images "gofmnist:$image"
