"""Features of PyRadiomics for test/conformance/pyradiomics.test.ts.

Reads cases from standard input, JSON: [{"image", "mask": paths of raw voxels (float32 or int16, uint8; x fastest), "pixels",
"size", "spacing", "origin", "direction", "settings"}, ...], and writes a list of {name: value} to standard output.
"""
import json
import logging
import sys

import numpy
import SimpleITK
from radiomics import featureextractor

logging.getLogger('radiomics').setLevel(logging.CRITICAL)


def placed(path, pixels, case):
    voxels = numpy.fromfile(path, dtype=pixels).reshape(case['size'][::-1])
    image = SimpleITK.GetImageFromArray(voxels)
    image.SetSpacing(case['spacing'])
    image.SetOrigin(case['origin'])
    image.SetDirection(case['direction'])
    return image


def features(case):
    extractor = featureextractor.RadiomicsFeatureExtractor(additionalInfo=False, **case['settings'])
    result = extractor.execute(placed(case['image'], case['pixels'], case), placed(case['mask'], 'uint8', case))
    return {name: float(value) for name, value in result.items()}


json.dump([features(case) for case in json.load(sys.stdin)], sys.stdout)
