#!/usr/bin/env bash
# schemathesis (PyPI) asks every door of docs/openapi.json: no 5xx, no status and no content type that the document does not
# name. The service is the demonstration, where no door asks for credentials. SCHEMATHESIS_EXAMPLES: how many for each door.
set -euo pipefail
cd "$(dirname "$0")/../.."
tool=bench/.env/schemathesis
if [ ! -x "$tool/bin/schemathesis" ]; then python3 -m venv "$tool" && "$tool/bin/pip" install -q schemathesis==4.32.5; fi
npm run -s build
node_modules/.bin/node dist/demo/main.js > /dev/null &
demo=$!
trap 'kill "$demo"' EXIT
until curl -sf localhost:3000/health/ready > /dev/null; do sleep 1; done
"$tool/bin/schemathesis" run docs/openapi.json --url http://localhost:3000 --checks not_a_server_error,status_code_conformance,content_type_conformance \
  --phases coverage,fuzzing -n "${SCHEMATHESIS_EXAMPLES:-60}" --seed 1 --workers 2 --continue-on-failure --request-timeout 20
