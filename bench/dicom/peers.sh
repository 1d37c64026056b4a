#!/usr/bin/env bash
# Installs the programs that reading DICOM is measured against; may be run again. Needs Python 3.11 or newer.
set -euo pipefail

. "$(dirname "$0")/../environments.sh"

if environment dicom-peers; then
  install dicom-peers pydicom pylibjpeg pylibjpeg-openjpeg dicomweb-client requests SimpleITK rt-utils scikit-image numpy
  complete dicom-peers pydicom pylibjpeg-openjpeg dicomweb-client requests SimpleITK rt-utils scikit-image numpy
fi
