#!/usr/bin/env bash
# Installs the programs that the engine is measured against, each set in a Python environment of its own under bench/.env/.
# An environment that is complete is left as it is, so this may be run again. Needs Python 3.11 and a C compiler.
set -euo pipefail

home="$(cd "$(dirname "$0")/.." && pwd)/.env"
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

# PyRadiomics 3.0.1 has no wheel for this Python and does not say what it needs to build one.
if environment classic; then
  install classic wheel setuptools cython versioneer 'numpy<2'
  install classic --no-build-isolation 'numpy<2' SimpleITK PyWavelets pyradiomics==3.0.1
  install classic 'numpy<2' h5py scipy scikit-image scikit-learn trimesh pykwalify flash-radiomics==1.0.0
  complete classic pyradiomics flash-radiomics numpy SimpleITK
fi

# The two that know IBSI need newer libraries than PyRadiomics bears; one that cannot be installed is left out.
for peer in mirp z-rad; do
  if environment "$peer"; then
    if install "$peer" "$peer"; then complete "$peer" "$peer" numpy; else echo "$peer: cannot be installed here; its lines are left out"; fi
  fi
done
