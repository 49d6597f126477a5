"""Times train() of LIBLINEAR's shared library on one binary problem, without the reading of files.

    python3 liblinear.py NODES ROWS FEATURES COST RUNS   (labels on stdin, one byte a row)

NODES is the library's own memory layout: 16 bytes an entry (index from 1, padding, value), index -1 after every row,
the intercept's feature last in each row. Prints JSON: for each solver its name, the processor seconds of every run, its weights.
"""

import ctypes
import json
import sys
import time
from ctypes import POINTER, Structure, byref, c_char_p, c_double, c_int, c_void_p

LIBRARY = "liblinear.so.4"
NODE_BYTES = 16
SOLVERS = {"-s 0": (0, 0.01), "-s 7": (7, 0.1)}  # with the default -e of liblinear-train


class Problem(Structure):
    _fields_ = [("l", c_int), ("n", c_int), ("y", POINTER(c_double)), ("x", c_void_p), ("bias", c_double)]


class Parameter(Structure):
    _fields_ = [
        ("solver_type", c_int),
        ("eps", c_double),
        ("C", c_double),
        ("nr_weight", c_int),
        ("weight_label", c_void_p),
        ("weight", c_void_p),
        ("p", c_double),
        ("init_sol", c_void_p),
    ]


class Model(Structure):
    _fields_ = [
        ("param", Parameter),
        ("nr_class", c_int),
        ("nr_feature", c_int),
        ("w", POINTER(c_double)),
        ("label", POINTER(c_int)),
        ("bias", c_double),
    ]


def main():
    path, rows, features, cost, runs = sys.argv[1:]
    rows, features, cost, runs = int(rows), int(features), float(cost), int(runs)
    labels = sys.stdin.buffer.read()
    with open(path, "rb") as file:
        nodes = bytearray(file.read())
    begin = ctypes.addressof((ctypes.c_char * len(nodes)).from_buffer(nodes))
    starts = [begin]
    indices = memoryview(nodes).cast("i")
    for entry in range(len(nodes) // NODE_BYTES - 1):
        if indices[4 * entry] == -1:
            starts.append(begin + NODE_BYTES * (entry + 1))
    problem = Problem(
        rows, features + 1, (c_double * rows)(*labels), ctypes.cast((c_void_p * rows)(*starts), c_void_p), 1.0
    )

    library = ctypes.CDLL(LIBRARY)
    library.train.restype = POINTER(Model)
    library.check_parameter.restype = c_char_p
    quiet = ctypes.CFUNCTYPE(None, c_char_p)(lambda _: None)
    library.set_print_string_function(quiet)
    answers = []
    for name, (solver, eps) in SOLVERS.items():
        parameter = Parameter(solver, eps, cost, 0, None, None, 0.1, None)
        complaint = library.check_parameter(byref(problem), byref(parameter))
        if complaint is not None:
            sys.exit(complaint.decode())
        seconds = []
        for _ in range(runs):
            started = time.process_time()
            model = library.train(byref(problem), byref(parameter)).contents
            seconds.append(time.process_time() - started)
        sign = 1 if model.label[0] == 1 else -1
        weights = [sign * weight for weight in model.w[: features + 1]]
        answers.append({"solver": name, "seconds": seconds, "weights": weights})
    json.dump(answers, sys.stdout)


main()
