"""What highdicom and pydicom read of written objects, for test/conformance.

Reads from standard input, JSON: {"segmentation", "report", "keyImage", "map": paths of which any may be left out, "sources":
SOP Instance UIDs in the order of the slices}, and writes to standard output what is in them; voxels as base64, x fastest.
"""
import base64
import json
import sys

import highdicom
import numpy
import pydicom
from highdicom.sr import srread


def packed(array, kind):
    return base64.b64encode(numpy.ascontiguousarray(array, dtype=kind).tobytes()).decode()


def segmentation(path, sources):
    seg = highdicom.seg.segread(path)
    pixels = seg.get_pixels_by_source_instance(
        source_sop_instance_uids=sources, assert_missing_frames_are_empty=True, ignore_spatial_locations=True)
    volume = seg.get_volume(combine_segments=False)
    return {
        'type': seg.segmentation_type.value, 'frames': int(seg.NumberOfFrames),
        'segments': [{
            'number': number, 'label': one.segment_label, 'algorithm': one.algorithm_type.value, 'trackingUid': str(one.tracking_uid),
            'voxels': packed(pixels[..., index], 'uint8'),
        } for index, (number, one) in enumerate((number, seg.get_segment_description(number)) for number in seg.segment_numbers)],
        'spacing': [float(mm) for mm in volume.spacing], 'inVolume': int(volume.array.sum()),
    }


def code(concept):
    return f'{concept.scheme_designator} {concept.value}'


def modifiers(item):
    return [[code(highdicom.sr.CodedConcept.from_dataset(one.ConceptNameCodeSequence[0])), str(one.get('TextValue', ''))]
            for one in item.get('ContentSequence', [])]


def report(path):
    document = srread(path)
    groups = document.content.get_volumetric_roi_measurement_groups()
    return {
        'completion': document.CompletionFlag, 'verification': document.VerificationFlag, 'preliminary': document.PreliminaryFlag,
        'groups': [{
            'trackingUid': str(group.tracking_uid), 'finding': code(group.finding_type),
            'segment': [str(group.referenced_segment.referenced_sop_instance_uid), int(group.referenced_segment.referenced_segment_numbers[0])],
            'sourceSeries': str(group.referenced_segment.source_series_for_segmentation.value),
            'measurements': [{'name': code(one.name), 'value': one.value, 'unit': one.unit.value, 'modifiers': modifiers(one[0])} for one in group.get_measurements()],
        } for group in groups],
    }


def parametric_map(path):
    image = highdicom.imread(path)
    volume = image.get_volume(apply_real_world_transform=True, dtype=numpy.float64)
    shared = image.SharedFunctionalGroupsSequence[0]
    mapping = shared.RealWorldValueMappingSequence[0]
    derivation = shared.DerivationImageSequence[0]
    return {
        'shape': list(volume.spatial_shape), 'affine': volume.affine.tolist(), 'voxels': packed(volume.array, 'float32'),
        'quantity': str(mapping.QuantityDefinitionSequence[0].ConceptCodeSequence[0].CodeValue), 'unit': str(mapping.MeasurementUnitsCodeSequence[0].CodeValue),
        'derivations': [f'{one.CodingSchemeDesignator} {one.CodeValue}' for one in derivation.DerivationCodeSequence], 'description': str(derivation.DerivationDescription),
        'sources': [str(one.ReferencedSOPInstanceUID) for one in derivation.SourceImageSequence], 'study': str(image.StudyInstanceUID), 'patient': str(image.PatientID),
    }


def key_image(path):
    dataset = pydicom.dcmread(path)
    pixels = dataset.pixel_array
    return {'shape': list(pixels.shape), 'burnedIn': dataset.BurnedInAnnotation, 'sum': int(pixels.astype('int64').sum()), 'name': str(dataset.PatientName)}


asked = json.load(sys.stdin)
readers = {'segmentation': lambda path: segmentation(path, asked['sources']), 'report': report, 'map': parametric_map, 'keyImage': key_image}
json.dump({kind: read(asked[kind]) for kind, read in readers.items() if kind in asked}, sys.stdout)
