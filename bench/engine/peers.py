"""Runs one peer on images and masks and prints, per image, one line of JSON with what it took.

    peers.py PROGRAM MODE {binCount|binWidth} NUMBER REPEATS IMAGE MASK [IMAGE MASK ...]

PROGRAM: pyradiomics, flash-radiomics, mirp, z-rad. MODE: features, filters (Original, wavelet, LoG), moran.
`inProcessMs` and `cpuMs` are those of each repeat, with the image in memory and the program imported; `readMs` is the
reading. The figures of a whole process, start and imports included, are taken from outside by compare.ts.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS"):
    os.environ[name] = "1"

import json
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True

from programs import programs


def peak_memory_mb():
    """Peak resident memory of this process; unlike ru_maxrss it does not begin with the parent's."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return round(int(line.split()[1]) / 1024)
    return None


def timed(work):
    """What `work` gives, its wall-clock and its processor time in milliseconds."""
    began, cpu = time.perf_counter(), time.process_time()
    given = work()
    return given, 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - cpu)


def main(program, mode, bins, number, repeats, *paths):
    peer = programs[program](mode, {bins: int(number) if bins == "binCount" else float(number)})
    for image, mask in zip(paths[::2], paths[1::2]):
        case, read_ms, _ = timed(lambda: peer.read(image, mask))
        runs = [timed(lambda: peer.measure(case)) for _ in range(int(repeats))]
        voxels, features = runs[-1][0]
        line = {
            "peer": program, "mode": mode, "image": image, "voxels": voxels, "features": len(features), "readMs": read_ms,
            "inProcessMs": [run[1] for run in runs], "cpuMs": [run[2] for run in runs], "peakMemoryMb": peak_memory_mb(),
        }
        if mode == "moran":
            line["values"] = features
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
