#!/usr/bin/env bash
# Installs the programs that the engine is measured against; may be run again. Needs Python 3.11 and a C compiler.
set -euo pipefail

. "$(dirname "$0")/../environments.sh"

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
