#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The container image: built twice it is the same, other tools can read it, and it does what it is
# for. In: $FERRY, $FERRY_SRC, $FERRY_BUILD. Out: TAP.
# The image runs in `ferry run`, which gives it a user namespace with a binfmt_misc of its own.
set -u
. "$FERRY_SRC/tests/binfmt/common.sh"
if ! busybox=$(command -v busybox) || file -L "$busybox" | grep -q 'dynamically linked'; then
    skip_all "needs busybox-static"
fi
make_work
build=$FERRY_SRC/scripts/oci/build-image
output=$("$build" --build "$FERRY_BUILD" --tag first "$work/image" 2>&1)
ok $? "build-image" "$output"
again=$("$build" --build "$FERRY_BUILD" --tag first "$work/image2" 2>&1)
test "${output##* }" = "${again##* }"
ok $? "equal inputs, equal digest" "$output $again"
(cd "$work/image/blobs/sha256" && for file in *; do
    echo "$file  $file"
done | sha256sum -c --quiet) >/dev/null 2>&1
ok $? "the blobs are what their names say"
for file in "$work/image/index.json" "$work/image/oci-layout" \
    $(grep -lE '^\{"(schemaVersion|architecture)"' "$work"/image/blobs/sha256/*); do
    python3 -m json.tool "$file" >/dev/null
    ok $? "JSON: $(basename "$file" | cut -c1-12)"
done
if command -v skopeo >/dev/null; then
    output=$(skopeo copy -q "oci:$work/image:first" "oci:$work/copy:first" 2>&1)
    ok $? "skopeo copies it" "$output"
else
    skip "skopeo copies it" "needs skopeo"
fi

root=$work/bundle/rootfs
if command -v umoci >/dev/null && [ "$(id -u)" -eq 0 ]; then
    output=$(umoci unpack --image "$work/image:first" "$work/bundle" 2>&1)
    ok $? "umoci unpacks it" "$output"
else
    mkdir -p "$root"
    layer=$(sed -n 's/.*"layers":.*//p; /tar+gzip/,$s/.*"digest":"sha256:\([0-9a-f]*\)".*/\1/p' \
        "$(grep -l '^{"schemaVersion"' "$work"/image/blobs/sha256/*)")
    tar -xzf "$work/image/blobs/sha256/$layer" -C "$root"
    ok $? "the layer unpacks"
fi

if ! can_register; then
    skip "the image at work" "no binfmt_misc in user namespaces (Linux 6.7)"
else
    inside() { "$FERRY" run --userns --rootfs "$root" -E QEMU_BINARY_PATH=/usr/bin "$@" 2>&1; }
    output=$(inside ferry-binfmt --version)
    [[ $output = ferry-binfmt/[0-9]* ]]
    ok $? "--version" "$output"
    output=$(inside sh -c 'ferry-binfmt --uninstall "qemu-*" && ferry-binfmt --install arm64')
    ok $? "--install arm64"
    [[ $output = *'installing: arm64 OK'*'"linux/arm64"'*'"qemu-aarch64"'* ]]
    ok $? "its report" "$output"
    output=$(inside sh -c 'ferry-binfmt --reset -p yes; ferry-binfmt --uninstall qemu-aarch64;
        ferry-binfmt')
    [[ ${output##*\}} != *qemu-aarch64* ]]
    ok $? "--uninstall" "$output"
fi
finish
