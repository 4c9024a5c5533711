#!/bin/sh
# Fetch the structure editor that the search page loads, and put it where the server serves files from.
#
# npm fetches the published package from whatever registry this machine is set up with; only the module and its licence
# are kept, and only if they are, to the byte, the ones that were looked at. Run it again after a change of the version,
# with the new digests.
set -eu

version=9.25.0
module=7c76547bdb940652ce5eb412e305e110065a9b641ebe0ae975509ed573940f5d
licence=38dc3aed3def8cc4dd15ac879daa4af9b0d71af86fef82611ca1752497c6f464

root=$(cd "$(dirname "$0")/.." && pwd)
target="$root/catalog/web/static/vendor/openchemlib-$version"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && npm pack --silent "openchemlib@$version" >/dev/null && tar xzf "openchemlib-$version.tgz")
printf '%s  %s\n' "$module" "$work/package/dist/openchemlib.js" "$licence" "$work/package/LICENSE" | sha256sum --check --quiet

mkdir -p "$target"
cp "$work/package/dist/openchemlib.js" "$work/package/LICENSE" "$target/"
(cd "$target" && sha256sum openchemlib.js LICENSE > SHA256SUMS)
echo "openchemlib $version is in $target."
