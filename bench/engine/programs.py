"""The peers, each behind `read(image, mask)` and `measure(case)`; `measure` answers the ROI's voxels and the features.

Every one is used at its best: one thread, images already in memory, nothing written, no provenance collected.
"""

import logging

logging.disable(logging.WARNING)

CLASSES = ("shape", "firstorder", "glcm", "glrlm", "glszm", "gldm", "ngtdm")
FILTERS = {"Original": {}, "Wavelet": {"wavelet": "coif1"}, "LoG": {"sigma": [1.0, 3.0, 5.0]}}


class PyRadiomics:
    """PyRadiomics 3.0.1, and through `extractor_of` whatever copies its interface."""

    def __init__(self, mode, discretisation):
        import SimpleITK

        SimpleITK.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
        self.sitk = SimpleITK
        settings = {
            "resampledPixelSpacing": [1, 1, 1], "interpolator": "sitkBSpline", "additionalInfo": False, "label": 1,
            **discretisation,
        }
        self.extractor = self.extractor_of(settings)
        self.extractor.disableAllFeatures()
        for name in CLASSES:
            self.extractor.enableFeatureClassByName(name)
        self.extractor.disableAllImageTypes()
        for name, own in (FILTERS if mode == "filters" else {"Original": {}}).items():
            self.extractor.enableImageTypeByName(name, customArgs=own)

    def extractor_of(self, settings):
        from radiomics import featureextractor, setVerbosity

        setVerbosity(logging.CRITICAL)
        return featureextractor.RadiomicsFeatureExtractor(**settings)

    def features(self, image, mask):
        return self.extractor.execute(image, mask)

    def read(self, image, mask):
        return self.sitk.ReadImage(image), self.sitk.Cast(self.sitk.ReadImage(mask) != 0, self.sitk.sitkUInt8)

    def measure(self, case):
        features = self.features(*case)
        # At 1 mm the volume in voxels is their number.
        return round(float(features["original_shape_VoxelVolume"])), features


class FlashRadiomics(PyRadiomics):
    """flash-radiomics without the HDF5 file that `execute` writes, and without its cache of prepared images."""

    def extractor_of(self, settings):
        from flash_radiomics import RadiomicsFeatureExtractor

        return RadiomicsFeatureExtractor(backend="cpu", num_threads=1, **settings)

    def features(self, image, mask):
        return self.extractor.extract_from_preprocessed(self.extractor.preprocess_case(image, mask, label=1))


class Mirp:
    """MIRP's Moran's I and Geary's C, which it samples; `measure` begins with the image interpolated."""

    def __init__(self, _mode, _discretisation):
        from mirp._features.morph_3d_features import Feature3DMorphGearyMeasure, Feature3DMorphMoranIndex

        self.kinds = (Feature3DMorphMoranIndex, Feature3DMorphGearyMeasure)

    def read(self, image, mask):
        from mirp import extract_images

        made = extract_images(image=image, mask=mask, new_spacing=1.0, spline_order=3, image_export_format="native")
        return made[0][0][0], made[0][1][0]

    def measure(self, case):
        features = {}
        for kind in self.kinds:
            feature = kind(allow_approximation=True)
            feature.compute(*case)
            features[feature.abbr_name] = float(feature.value)
        feature.clear_cache()
        return int(case[1].roi.get_voxel_grid().sum()), features


class ZRad:
    """Z-Rad's Moran's I and Geary's C; `measure` begins with the image interpolated."""

    def __init__(self, _mode, _discretisation):
        from zrad import preprocessing, radiomics

        self.steps, self.extractor = preprocessing, radiomics.Radiomics()

    def read(self, image, mask):
        from zrad.image import Image

        steps, whole = self.steps, Image.from_nifti(image)
        roi = steps.RoiData(
            image=steps.ImageResampler(1.0, "bspline").apply(whole),
            morphological_mask=steps.MaskResampler(1.0, "linear").apply(Image.from_nifti_mask(mask, whole)),
        )
        return steps.RoiCropper().apply(steps.IntensityMaskBuilder().apply(roi))

    def measure(self, case):
        features = self.extractor.extract_features(case, features=["morph_moran_i", "morph_geary_c"])
        return int((case.morphological_mask.array > 0).sum()), {tag: float(value) for tag, value in features.items()}


programs = {"pyradiomics": PyRadiomics, "flash-radiomics": FlashRadiomics, "mirp": Mirp, "z-rad": ZRad}
