# Python environments of the programs that others are measured with, each in a folder of its own under bench/.env/; to be
# sourced. An environment that is complete is left as it is.

home="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/.env"
python="${PYTHON:-python3}"

# environment NAME: makes the environment and says whether it still has to be filled.
environment() {
  if [ -f "$home/$1/complete" ]; then echo "$1: already there"; return 1; fi
  rm -rf "${home:?}/$1"
  "$python" -m venv "$home/$1"
}

# install NAME ARGUMENTS...
install() { "$home/$1/bin/python" -m pip install --quiet "${@:2}"; }

# complete NAME PACKAGES...: keeps what was installed, and with which versions.
complete() {
  "$home/$1/bin/python" -m pip list --format freeze > "$home/$1/complete"
  for package in "${@:2}"; do grep -i "^$package==" "$home/$1/complete"; done
}
