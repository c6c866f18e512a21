#!/usr/bin/env bash
# A draft of a release with what the systems have built: `draft.sh v0.2.0 FOLDER`, which holds a folder for each of them. Manifests for
# updates stay there: they are signed by a person first.
set -euo pipefail
tag=$1 folder=$2

mkdir assets
for kind in deb rpm AppImage exe dmg zip cdx.json; do
  find "$folder" -type f -name "*.$kind" -exec cp --update=none {} assets/ \;
done
(cd assets && sha256sum -- * > SHA256SUMS)
npm run --silent release -- notes "${tag#v}" > notes.md
gh release create "$tag" --draft --verify-tag --title "$tag" --notes-file notes.md assets/*
