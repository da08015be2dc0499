"""Reads artifacts of a Meridian store into NumPy arrays; docs/store-format.md is the format.

    artifact = Store("cache").open("3f9a")     # a digest, or the start of one
    positions = artifact["positions"]          # each chunk is checked against its hash
    some = artifact.rows("positions", 1000, 2000)
"""

import ctypes, hashlib, os, struct

import numpy

TYPES = "float32 float64 int8 uint8 int16 uint16 int32 uint32 int64 uint64".split()
CHUNK = numpy.dtype([("stored", "<u4"), ("codec", "u1"), ("filter", "u1"), ("zero", "<u2"), ("hash", "V32")])

def _decompress(data, size):
    zstd = ctypes.CDLL(os.environ.get("LIBZSTD", "libzstd.so.1"))
    zstd.ZSTD_decompress.restype = ctypes.c_size_t
    target = ctypes.create_string_buffer(size)
    if zstd.ZSTD_decompress(target, ctypes.c_size_t(size), data, ctypes.c_size_t(len(data))) != size:
        raise ValueError("a chunk is damaged")
    return target.raw

class Artifact:
    """One container: `type`, `version`, and arrays by name."""
    def __init__(self, path, base=0, length=None):
        self.path, self.base, self.place = path, base, 0
        length = os.path.getsize(path) - base if length is None else length
        with open(path, "rb") as file:
            header = self._at(file, 0, 16)
            size, checksum, magic = struct.unpack("<Q32s8s", self._at(file, length - 48, 48))
            self.bytes = self._at(file, length - 48 - size, size) if size <= length - 64 else b""
        good = header == struct.pack("<8sII", b"MRDNARTF", 1, 0) and magic == b"MRDNEND\n"
        if not good or hashlib.sha256(header + self.bytes).digest() != checksum:
            raise ValueError(f"{path}: damaged, or of another format")
        self.type, self.version = self._text(), self._number("<I")
        self.arrays, offset = {}, 16
        for _ in range(self._number("<I")):
            name, dtype = self._text(), numpy.dtype(TYPES[self._number("B") - 1]).newbyteorder("<")
            shape = tuple(self._number("<Q") for _ in range(self._number("B")))
            size, step = int(numpy.prod(shape, dtype=object)) * dtype.itemsize, self._number("<I")
            chunks = numpy.frombuffer(self.bytes, CHUNK, -(-size // step), self.place)
            self.place += chunks.nbytes
            starts = offset + numpy.cumsum([0, *chunks["stored"]])
            self.arrays[name], offset = (dtype, shape, size, step, chunks, starts), int(starts[-1])

    def __getitem__(self, name):
        shape = self.arrays[name][1]
        return self.rows(name, 0, shape[0] if shape else 1).reshape(shape)

    def rows(self, name, first, end):
        """Rows first..<end, touching only the chunks that hold them."""
        dtype, shape, size, step, chunks, starts = self.arrays[name]
        row = int(numpy.prod(shape[1:], dtype=object)) * dtype.itemsize if size else 0
        low, high, parts = first * row, end * row, []
        with open(self.path, "rb") as file:
            for index in range(low // step, -(-high // step)):
                chunk = chunks[index]
                data = self._at(file, int(starts[index]), int(chunk["stored"]))
                data = _decompress(data, min(step, size - index * step)) if chunk["codec"] else data
                if chunk["filter"]:
                    data = numpy.frombuffer(data, "u1").reshape(dtype.itemsize, -1).T.tobytes()
                if hashlib.sha256(data).digest() != chunk["hash"].tobytes():
                    raise ValueError(f"{self.path}: {name}, chunk {index} is damaged")
                parts.append(data[max(0, low - index * step) : high - index * step])
        return numpy.frombuffer(b"".join(parts), dtype).reshape((end - first,) + shape[1:])

    def _at(self, file, offset, count):
        file.seek(self.base + offset)
        return file.read(count)

    def _number(self, form):
        (value,), self.place = struct.unpack_from(form, self.bytes, self.place), self.place + struct.calcsize(form)
        return value

    def _text(self):
        return self._number(f"{self._number('<H')}s").decode()

class Store:
    """The artifacts in a folder, found without the index: objects, then packs."""
    def __init__(self, root):
        self.places = {}
        for folder, _, names in os.walk(os.path.join(root, "objects")):
            for name in names:
                self.places[os.path.basename(folder) + name] = (os.path.join(folder, name),)
        for name in filter(lambda name: name.endswith(".pack"), os.listdir(os.path.join(root, "packs"))):
            path, place = os.path.join(root, "packs", name), 16
            with open(path, "rb") as file:
                while len(head := file.seek(place) and file.read(64)) == 64:
                    if hashlib.sha256(head[:48]).digest()[:16] != head[48:]:
                        break  # a torn tail
                    kind, length = struct.unpack_from("<4xB3xQ", head)
                    if kind == 1:
                        self.places[head[16:48].hex()] = (path, place + 64, length)
                    place += 64 + length

    def open(self, prefix):
        (digest,) = (digest for digest in self.places if digest.startswith(prefix))
        return Artifact(*self.places[digest])
