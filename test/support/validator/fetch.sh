#!/usr/bin/env bash
# Fetches HAPI's FHIR validator from Maven Central into bench/.env/fhir-validator, once; each file must be the one that
# sha256sums.txt names, and there may be no other.
set -euo pipefail
cd "$(dirname "$0")/../../.."

here=test/support/validator
target=bench/.env/fhir-validator
whole() { [ -d "$1" ] && (cd "$1" && sha256sum --check --quiet --strict "$OLDPWD/$here/sha256sums.txt") && [ "$(find "$1" -name '*.jar' | wc -l)" -eq "$(wc -l < "$here/sha256sums.txt")" ]; }

whole "$target" 2> /dev/null && exit 0
rm -rf "$target" "$target.new"
mvn --quiet --batch-mode --file "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$PWD/$target.new" -DincludeScope=runtime
whole "$target.new" || { echo "The FHIR validator that was fetched is not the one of $here/sha256sums.txt." >&2; rm -rf "$target.new"; exit 1; }
mv "$target.new" "$target"
