#!/usr/bin/env bash
# The disk image as whoever downloads it meets it: signed, notarised, and it opens.
set -euo pipefail
place=$(hdiutil attach -nobrowse -readonly dist/*.dmg | tail -n 1 | cut -f 3)
trap 'hdiutil detach "$place" -force || true' EXIT
app=$(find "$place" -maxdepth 1 -name '*.app')
codesign --verify --deep --strict --verbose=2 "$app"
spctl --assess --type execute --verbose "$app"
xcrun stapler validate "$app"
cp -R "$app" "$RUNNER_TEMP/"
app="$RUNNER_TEMP/$(basename "$app")"
open "$app"
name=$(/usr/libexec/PlistBuddy -c 'Print CFBundleExecutable' "$app/Contents/Info.plist")
sleep 20
pgrep -x "$name" > /dev/null || { echo "*** it has ended by itself"; exit 1; }
osascript -e "quit app \"$app\""
