#!/bin/sh
# layers.sh tools|python|checkout [cpu|cuda] makes a layer that the recipes of both images have. What a layer does not
# need is deleted in it, or it would still be in the image.
set -eu
umask 002 # group 0 may write what is in /opt

# foreign FOLDER deletes Go's files for other systems and processors than this image's: nothing is built for them here.
foreign() {
    arch=$(go env GOARCH)
    systems='aix|android|darwin|dragonfly|freebsd|illumos|ios|js|netbsd|openbsd|plan9|solaris|wasip1|windows|zos'
    mips='mips|mipsle|mipsx|mips64|mips64le|mips64x'
    processors=$(echo "386|amd64|arm|arm64|loong64|$mips|ppc64|ppc64le|ppc64x|riscv64|s390x|wasm" | sed "s/|$arch|/|/")
    find "$1" -type f -regextype posix-extended \
        -regex ".*_(($systems)(_[a-z0-9]+)?|([a-z0-9]+_)?($processors))\.(go|s|h)" -delete
}

case "$1" in
tools) # of the kernel, and Go without what only its own tests and the building of its tools read
    export GOBIN=/tools CGO_ENABLED=0 PATH="/usr/local/go/bin:$PATH"
    go install -ldflags="-s -w" github.com/janpfeifer/gonb
    (cd kernels/tools && go install -ldflags="-s -w" golang.org/x/tools/cmd/goimports golang.org/x/tools/gopls)
    cd /usr/local/go
    rm -rf api doc misc test src/cmd
    (cd pkg/tool/linux_* && rm -f cover fix preprofile)
    find src -name testdata -prune -exec rm -rf {} +
    find src -name '*_test.go' -delete
    foreign src
    ;;
python) # JupyterLab, and what JupyterHub starts, without the hub's own pages
    python3 -m venv /opt/jupyter
    pip install --no-cache-dir --no-compile -r kernels/jupyter/requirements.txt -r docker/hub/requirements.txt \
        -c kernels/jupyter/constraints.txt
    find /opt/jupyter \( -name tests -o -name django-stubs -o -name setuptools -o -name pkg_resources \
        -o -name '*.map' \) -prune -exec rm -rf {} +
    rm -rf /opt/jupyter/share/jupyterhub/static/components
    ;;
checkout) # with packages compiled for a first cell, and the program that computes for cells
    chmod -R g=u .
    go mod graph >/dev/null # go finds versions offline by the .mod files of the whole graph
    export FMNIST_HOME=/opt/fmnist FMNIST_DATA=synthetic HOME=/tmp/home
    if [ "$2" = cuda ]; then
        go install -ldflags=-s -tags=xla ./cmd/fmnist
        fmnist kernels install --sys-prefix --cuda
    else
        go install -ldflags=-s ./cmd/fmnist
        fmnist kernels install --sys-prefix
    fi
    # A notebook is executed once, as users will, so that Python has compiled what is really imported.
    jupyter nbconvert --to notebook --execute --output-dir /tmp kernels/notebooks/testdata/small.ipynb
    jupyter lab --version
    jupyterhub-singleuser --version
    # Archives of what is unpacked are of no use, nor are modules' tests and pictures of their documentation.
    cd /opt/go/pkg/mod
    find . -type d ! -path './cache/*' -exec chmod u+w {} +
    find . -type d -name testdata -prune -exec rm -rf {} +
    find . -type f -regextype posix-extended -regex '.*(_test\.go|\.(zip|html|apng|gif|jpe?g|png|svg))' -delete
    foreign .
    find /opt/fmnist -mindepth 1 -maxdepth 1 ! -name child -exec rm -rf {} +
    rm -rf /tmp/*
    ;;
*)
    echo "layers.sh: tools, python or checkout, not $1" >&2
    exit 2
    ;;
esac
