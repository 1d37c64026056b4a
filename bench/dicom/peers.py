"""Does a piece of work with another program and prints a line of figures, as ours.ts does.

    peers.py PROGRAM WORK

PROGRAM: pydicom (with dicomweb-client, pylibjpeg-openjpeg and scikit-image), SimpleITK (GDCM; what it cannot fetch is
fetched with requests), rt-utils. WORK: JSON, see work.ts. What a program needs is imported before the clock runs.
"""

import json
import os
import sys
import tempfile
import time
from multiprocessing import get_context
from multiprocessing.sharedctypes import RawArray
from pathlib import Path

sys.dont_write_bytecode = True

import numpy

PROGRAM, WORK = sys.argv[1], json.loads(sys.argv[2])
if PROGRAM == "SimpleITK":
    import requests
    import SimpleITK as sitk
else:
    import pydicom
    import pydicom.pixels.decoders
    from dicomweb_client.api import DICOMwebClient
    from dicomweb_client.session_utils import create_session_from_user_pass
    from skimage.draw import polygon
if PROGRAM == "rt-utils":
    from rt_utils import RTStruct
    from rt_utils.image_helper import load_sorted_image_series

now = time.perf_counter


def peak_memory_mb():
    """Peak resident memory of this process; unlike ru_maxrss it does not begin with the parent's."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return None


def position(dataset):
    """Where a slice lies along the normal; the series of this bench are axial."""
    return float(dataset.ImagePositionPatient[2])


def rescaled(dataset):
    """A slice's values after the rescale."""
    dataset.pixel_array_options(decoding_plugin="pylibjpeg" if dataset.file_meta.TransferSyntaxUID.is_compressed else "")
    return dataset.pixel_array * numpy.float32(dataset.RescaleSlope) + numpy.float32(dataset.RescaleIntercept)


def stacked(datasets):
    """Slices of a series to a volume, filled slice by slice so that there is no second copy of it."""
    ordered = sorted(datasets, key=position)
    volume = numpy.empty((len(ordered), ordered[0].Rows, ordered[0].Columns), numpy.float32)
    for z, dataset in enumerate(ordered):
        volume[z] = rescaled(dataset)
    return volume


def paths_in(folder):
    return [str(path) for path in Path(folder).rglob("*.dcm")]


def total(volume):
    return float(volume.sum(dtype=numpy.float64))


def as_array(volume):
    """A view; an image must outlive it."""
    return volume if isinstance(volume, numpy.ndarray) else sitk.GetArrayViewFromImage(volume)


def itk_series(folder):
    """A folder's series by ITK, its files in the order of their positions."""
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(sitk.ImageSeriesReader.GetGDCMSeriesFileNames(folder))
    reader.SetOutputPixelType(sitk.sitkFloat32)
    return reader.Execute()


def credentials():
    return WORK["pacs"]["username"], WORK["pacs"]["password"]


def fetch_datasets():
    """A series as data sets, by dicomweb-client."""
    client = DICOMwebClient(WORK["pacs"]["dicomWebUrl"], session=create_session_from_user_pass(*credentials()))
    return client.retrieve_series(WORK["studyInstanceUid"], WORK["seriesInstanceUid"], media_types=(("application/dicom", "*"),))


def fetch_parts():
    """The parts of a series' WADO-RS answer, split where the boundary stands."""
    at = f"{WORK['pacs']['dicomWebUrl']}/studies/{WORK['studyInstanceUid']}/series/{WORK['seriesInstanceUid']}"
    answer = requests.get(at, auth=credentials(), headers={"Accept": 'multipart/related; type="application/dicom"; transfer-syntax=*'}, timeout=600)
    answer.raise_for_status()
    boundary = answer.headers["content-type"].split("boundary=")[1].split(";")[0].strip('"')
    for part in answer.content.split(f"--{boundary}".encode())[1:-1]:
        yield part[part.index(b"\r\n\r\n") + 4 : -2]


def fetch_files(folder):
    """Writes a series into a folder; gives how many bytes."""
    size = 0
    for k, part in enumerate(fetch_parts()):
        size += Path(folder, f"{k}.dcm").write_bytes(part)
    return size


def fetch_volume(folder):
    began = now()
    if PROGRAM == "pydicom":
        datasets = fetch_datasets()
        fetched = now()
        volume = stacked(datasets)
    else:
        fetch_files(folder)
        fetched = now()
        volume = itk_series(folder)
    ended = now()
    return ended - began, fetched - began, total(as_array(volume))


def fetch(folder):
    began = now()
    if PROGRAM == "pydicom":
        size = 0
        for k, dataset in enumerate(fetch_datasets()):
            path = Path(folder, f"{k}.dcm")
            dataset.save_as(path)
            size += path.stat().st_size
    else:
        size = fetch_files(folder)
    return now() - began, None, size


def decode_into(task):
    """In a process of its own: some slices into the volume that the processes share."""
    shared, paths, shape = SHARED, *task
    volume = numpy.frombuffer(shared, numpy.float32).reshape(shape)
    for z, path in paths:
        if PROGRAM == "pydicom":
            volume[z] = rescaled(pydicom.dcmread(path))
        else:
            image = sitk.ReadImage(path, sitk.sitkFloat32)
            volume[z] = sitk.GetArrayViewFromImage(image)[0]
    return len(paths)


def read_volume(pool, shape):
    began = now()
    if pool is None:
        volume = stacked([pydicom.dcmread(path) for path in paths_in(WORK["folder"])]) if PROGRAM == "pydicom" else itk_series(WORK["folder"])
        ended = now()
        return ended - began, None, total(as_array(volume))
    if PROGRAM == "pydicom":
        headers = [(position(pydicom.dcmread(path, stop_before_pixels=True)), path) for path in paths_in(WORK["folder"])]
        ordered = [path for _, path in sorted(headers)]
    else:
        ordered = sitk.ImageSeriesReader.GetGDCMSeriesFileNames(WORK["folder"])
    slices = list(enumerate(ordered))
    pool.map(decode_into, [(slices[k :: WORK["workers"]], shape) for k in range(WORK["workers"])])
    ended = now()
    return ended - began, None, total(numpy.frombuffer(SHARED, numpy.float32))


def rasterised(structure_set, series):
    """Contours to a mask with scikit-image: even-odd, as holes are drawn in a structure set."""
    rows, columns = series[0].Rows, series[0].Columns
    origin, spacing = series[0].ImagePositionPatient, series[0].PixelSpacing
    slices = {round(position(dataset), 2): z for z, dataset in enumerate(series)}
    mask = numpy.zeros((len(series), rows, columns), bool)
    number = next(roi.ROINumber for roi in structure_set.StructureSetROISequence if roi.ROIName == WORK["label"])
    contours = next(item for item in structure_set.ROIContourSequence if item.ReferencedROINumber == number).ContourSequence
    for contour in contours:
        points = numpy.array(contour.ContourData, float).reshape(-1, 3)
        corners = (points[:, 1::-1] - [origin[1], origin[0]]) / [spacing[0], spacing[1]]
        mask[slices[round(points[0, 2], 2)]][polygon(corners[:, 0], corners[:, 1], (rows, columns))] ^= True
    return mask


def mask(series):
    began = now()
    structure_set = pydicom.dcmread(WORK["structureSet"])
    drawn = RTStruct(series, structure_set).get_roi_mask_by_name(WORK["label"]) if PROGRAM == "rt-utils" else rasterised(structure_set, series)
    ended = now()
    return ended - began, None, int(drawn.sum())


def headers():
    began = now()
    if PROGRAM == "pydicom":
        series = {pydicom.dcmread(path, stop_before_pixels=True).SeriesInstanceUID for path in paths_in(WORK["folder"])}
    else:
        folders = [str(path) for path in Path(WORK["folder"]).rglob("*") if path.is_dir()]
        series = {(uid, len(sitk.ImageSeriesReader.GetGDCMSeriesFileNames(folder, uid))) for folder in folders for uid in sitk.ImageSeriesReader.GetGDCMSeriesIDs(folder)}
    return now() - began, None, len(series)


def prepared():
    """What is done again and again, once what it needs is there."""
    kind = WORK["kind"]
    if kind in ("fetch", "fetch-volume"):
        def once():
            with tempfile.TemporaryDirectory() as folder:
                return (fetch if kind == "fetch" else fetch_volume)(folder)
        return once
    if kind == "read-volume":
        if WORK["workers"] == 1:
            # GDCM decodes JPEG 2000 with as many threads as there are cores; on one core it cannot.
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
            return lambda: read_volume(None, None)
        files = paths_in(WORK["folder"])
        first = sitk.ReadImage(files[0]).GetSize()[:2] if PROGRAM == "SimpleITK" else (lambda one: (one.Columns, one.Rows))(pydicom.dcmread(files[0], stop_before_pixels=True))
        shape = (len(files), first[1], first[0])
        global SHARED
        SHARED = RawArray("f", shape[0] * shape[1] * shape[2])
        pool = get_context("fork").Pool(WORK["workers"])
        return lambda: read_volume(pool, shape)
    if kind == "mask":
        series = load_sorted_image_series(WORK["folder"]) if PROGRAM == "rt-utils" else sorted((pydicom.dcmread(path) for path in paths_in(WORK["folder"])), key=position)
        return lambda: mask(series)
    return headers


def main():
    once = prepared()
    repeats = [once() for _ in range(WORK["repeats"])]
    print(json.dumps({
        "ms": [1000 * repeat[0] for repeat in repeats], "fetchMs": [1000 * repeat[1] for repeat in repeats if repeat[1] is not None],
        "result": repeats[0][2], "peakMemoryMb": peak_memory_mb(),
    }), flush=True)


if __name__ == "__main__":
    main()
