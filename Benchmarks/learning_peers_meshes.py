"""The peers' side of networks on meshes; see learning_peers.py."""
import numpy as np


def peers():
    """What every job uses; it imports this file, so it is found when a job runs."""
    import learning_peers

    return learning_peers


ROWS, COLUMNS, CLASSES = 72, 70, 8


def torus(generator):
    """A triangulated torus with six neighbours a vertex: offsets, neighbours and the way to each in the plane."""
    steps = np.array([(1, 0), (1, 1), (0, 1), (-1, 0), (-1, -1), (0, -1)])
    i, j = np.divmod(np.arange(ROWS * COLUMNS), COLUMNS)
    columns = (i[:, None] + steps[:, 0]) % ROWS * COLUMNS + (j[:, None] + steps[:, 1]) % COLUMNS
    order = np.argsort(columns, 1)
    ways = (steps @ np.array([[1.0, 0.0], [-0.5, 0.75**0.5]]))[order]
    ways = ways + 0.1 * generator.standard_normal(ways.shape)
    count = ROWS * COLUMNS
    return np.arange(count + 1) * 6, np.take_along_axis(columns, order, 1).reshape(-1), ways.reshape(-1, 2)


# DiffusionNet (Sharp, Attaiki, Crane and Ovsjanikov, 2022): four blocks of 128 channels, 128 modes, sixteen features a vertex

WIDTH, MODES, FEATURES, BLOCKS = 128, 128, 16, 4


def diffusion_data(rate):
    def make(folder, generator):
        def put(name, array):
            peers().write(folder, name, array)

        def dense(name, inputs, outputs):
            bound = inputs**-0.5
            put(name, generator.uniform(-bound, bound, (inputs, outputs)))
            put(f"{name}_b", generator.uniform(-bound, bound, outputs))

        count = ROWS * COLUMNS
        offsets, columns, ways = torus(generator)
        # The gradient by least squares: each neighbour's weight, and less their sum at the vertex itself.
        weights = (ways / 3).reshape(count, 6, 2)
        neighbours = np.concatenate([columns.reshape(count, 6), np.arange(count)[:, None]], 1)
        weights = np.concatenate([weights, -weights.sum(1, keepdims=True)], 1)
        order = np.argsort(neighbours, 1)
        put("rate", np.array([rate], np.float32))
        put("offsets", np.arange(count + 1) * 7)
        put("columns", np.take_along_axis(neighbours, order, 1).reshape(-1))
        put("gradient", np.take_along_axis(weights, order[:, :, None], 1).reshape(-1, 2))
        put("x", generator.standard_normal((count, FEATURES)))
        put("labels", generator.integers(0, CLASSES, count))
        mass = generator.uniform(0.5, 1.5, count) / count
        vectors = np.linalg.qr(generator.standard_normal((count, MODES)))[0] / mass[:, None] ** 0.5
        put("vectors", vectors)
        put("values", 4 * np.pi * np.arange(MODES))
        put("mass", mass)
        dense("first", FEATURES, WIDTH)
        dense("last", WIDTH, CLASSES)
        for block in range(BLOCKS):
            put(f"time{block}", generator.uniform(0.001, 0.1, WIDTH))
            for part in "real", "imaginary":
                put(f"{part}{block}", generator.uniform(-1, 1, (WIDTH, WIDTH)) * WIDTH**-0.5)
            for layer, inputs in enumerate((3 * WIDTH, WIDTH, WIDTH)):
                dense(f"mlp{layer}_{block}", inputs, WIDTH)

    return make


def diffusion(form, folder):
    """`csr` and `coo`: how torch keeps the two gradient matrices; `stacked`: one CSR matrix of both."""
    torch = peers().torch_module()
    nn = torch.nn

    def array(name):
        return torch.tensor(peers().read(folder, name))

    def dense(name):
        weight = array(name)
        layer = nn.Linear(*weight.shape)
        with torch.no_grad():
            layer.weight.copy_(weight.T)
            layer.bias.copy_(array(f"{name}_b"))
        return layer

    x, labels, rate = array("x"), array("labels").long(), float(array("rate")[0])
    offsets, columns, gradient = array("offsets").long(), array("columns").long(), array("gradient")
    count = len(x)
    vectors, values, mass = array("vectors"), array("values"), array("mass")
    if form == "stacked":
        both = torch.sparse_csr_tensor(
            torch.cat([offsets, offsets[1:] + offsets[-1]]), torch.cat([columns, columns]), gradient.T.reshape(-1),
            (2 * count, count))
    else:
        parts = [torch.sparse_csr_tensor(offsets, columns, gradient[:, k].contiguous(), (count, count)) for k in (0, 1)]
        if form == "coo":
            parts = [part.to_sparse_coo().coalesce() for part in parts]

    class Block(nn.Module):
        def __init__(self, k):
            super().__init__()
            self.time = nn.Parameter(array(f"time{k}"))
            self.real, self.imaginary = nn.Parameter(array(f"real{k}")), nn.Parameter(array(f"imaginary{k}"))
            self.layers = nn.ModuleList([dense(f"mlp{layer}_{k}") for layer in range(3)])

        def forward(self, x):
            coefficients = vectors.T @ (x * mass[:, None])
            diffused = vectors @ (torch.exp(-values[:, None] * self.time) * coefficients)
            if form == "stacked":
                u, v = (both @ diffused).view(2, count, -1)
            else:
                u, v = (torch.mm(part, diffused) for part in parts)
            p, q, r, t = u @ self.real, u @ self.imaginary, v @ self.real, v @ self.imaginary
            aligned = torch.tanh(u * (p - t) + v * (r + q))
            y = torch.relu(self.layers[0](torch.cat([x, diffused, aligned], 1)))
            y = torch.relu(self.layers[1](nn.functional.dropout(y, rate)))
            return x + self.layers[2](nn.functional.dropout(y, rate))

    first, last = dense("first"), dense("last")
    blocks = nn.ModuleList([Block(k) for k in range(BLOCKS)])
    parameters = [*first.parameters(), *blocks.parameters(), *last.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=1e-3)

    def step():
        optimizer.zero_grad()
        y = first(x)
        for block in blocks:
            y = block(y)
        loss = nn.functional.cross_entropy(last(y), labels)
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    return step


# Gauge-equivariant mesh convolutions (de Haan, Weiler, Cohen and Welling, 2021): from three numbers to seven layers of
# sixteen channels of orders 0, 1 and 2, with regular nonlinearities of seven samples

CHANNELS, ORDERS, LAYERS, SAMPLES = 16, (0, 1, 2), 7, 7
DIMENSION = sum(1 if order == 0 else 2 for order in ORDERS)


def gauge_data(folder, generator):
    def put(name, array):
        peers().write(folder, name, array)

    count = ROWS * COLUMNS
    offsets, columns, ways = torus(generator)
    frames = generator.uniform(0, 2 * np.pi, count)
    receivers = np.repeat(np.arange(count), 6)
    put("offsets", offsets)
    put("columns", columns)
    put("angles", np.arctan2(ways[:, 1], ways[:, 0]) - frames[receivers])
    put("turns", frames[columns] - frames[receivers] + 0.1 * generator.standard_normal(len(columns)))
    put("x", generator.standard_normal((count, 3)))
    put("labels", generator.integers(0, CLASSES, count))
    for layer in range(LAYERS):
        inputs, kinds, channels = (3, (0,), 3) if layer == 0 else (DIMENSION * CHANNELS, ORDERS, CHANNELS)
        for order in ORDERS:
            size = (1 if order == 0 else 2) * CHANNELS
            put(f"neighbours{order}_{layer}", generator.standard_normal((inputs, size)) * 0.3 * (6 * inputs) ** -0.5)
            if order in kinds:
                put(f"self{order}_{layer}", generator.standard_normal((channels, size)) * 0.3 * channels**-0.5)
        put(f"bias{layer}", 0.1 * generator.standard_normal(CHANNELS))
    put("last", generator.standard_normal((CHANNELS, CLASSES)) * CHANNELS**-0.5)
    put("last_b", np.zeros(CLASSES))


def gauge(form, folder):
    """`edges`: a product for each edge, between turns into its direction and back; `sums`: neighbours summed with each
    function of the angle first, then one product a vertex."""
    torch = peers().torch_module()

    def array(name):
        return torch.tensor(peers().read(folder, name))

    def parameter(name):
        return torch.nn.Parameter(array(name))

    x, labels, senders = array("x"), array("labels").long(), array("columns").long()
    count = len(x)
    receivers = torch.repeat_interleave(torch.arange(count), array("offsets").long().diff())
    angles, turns = array("angles"), array("turns")

    def tables(angles, orders):
        """Cosines and sines such that a turned field is cosines · x + sines · (x with its pairs exchanged)."""
        cosines, sines = [], []
        for order in orders:
            cosine, sine = torch.cos(order * angles), torch.sin(order * angles)
            cosines += [torch.ones_like(cosine)] if order == 0 else [cosine, cosine]
            sines += [torch.zeros_like(sine)] if order == 0 else [-sine, sine]
        return torch.stack(cosines, 1)[:, :, None], torch.stack(sines, 1)[:, :, None]

    exchange = torch.tensor([0, 2, 1, 4, 3])

    def turned(x, table):
        return table[0] * x + table[1] * x[:, exchange]

    into, out = tables(turns - angles, ORDERS), tables(angles, ORDERS)
    functions = torch.stack(
        [torch.ones_like(angles)] + [f(order * angles) for order in (1, 2) for f in (torch.cos, torch.sin)], 1)
    layers = []
    for layer in range(LAYERS):
        orders = (0,) if layer == 0 else ORDERS
        layers.append({
            "neighbours": [parameter(f"neighbours{order}_{layer}") for order in ORDERS],
            "self": [parameter(f"self{order}_{layer}") for order in orders], "bias": parameter(f"bias{layer}")})
    last, last_b = parameter("last"), parameter("last_b")
    parameters = [one for layer in layers for one in [*layer["neighbours"], *layer["self"], layer["bias"]]]
    optimizer = torch.optim.Adam([*parameters, last, last_b], lr=1e-3)

    def convolution(x, layer):
        components = x.shape[1]
        moved = x[senders] if components == 1 else turned(x[senders], into)
        if form == "edges":
            weights = torch.cat(layer["neighbours"], 1)
            sent = (moved.reshape(len(senders), -1) @ weights).view(len(senders), DIMENSION, CHANNELS)
            y = torch.zeros(count, DIMENSION, CHANNELS).index_add_(0, receivers, turned(sent, out))
        else:
            sums = functions[:, :, None] * moved.reshape(len(senders), 1, -1)
            sums = torch.zeros(count, 5, sums.shape[2]).index_add_(0, receivers, sums)
            parts = [sums[:, 0] @ layer["neighbours"][0]]
            for order in (1, 2):
                real, imaginary = layer["neighbours"][order].split(CHANNELS, 1)
                weights = torch.cat([torch.cat([real, imaginary], 1), torch.cat([-imaginary, real], 1)])
                parts.append(sums[:, 2 * order - 1:2 * order + 1].reshape(count, -1) @ weights)
            y = torch.cat(parts, 1).view(count, DIMENSION, CHANNELS)
        own = [x[:, 0] @ layer["self"][0] + layer["bias"]]
        for order, weight in enumerate(layer["self"][1:], 1):
            a, b = weight.split(CHANNELS, 1)
            first, second = x[:, 2 * order - 1], x[:, 2 * order]
            own += [first @ a - second @ b, first @ b + second @ a]
        if components == 1:
            return torch.cat([y[:, :1] + own[0][:, None], y[:, 1:]], 1)
        return y + torch.stack(own, 1)

    places = 2 * np.pi * torch.arange(SAMPLES) / SAMPLES
    synthesis = torch.stack(
        [torch.ones(SAMPLES)] + [f(order * places) for order in (1, 2) for f in (torch.cos, torch.sin)], 1)
    analysis = synthesis.T / SAMPLES * torch.tensor([1.0, 2, 2, 2, 2])[:, None]

    def rectified(x):
        samples = torch.relu(torch.einsum("nd,vdc->vnc", synthesis, x))
        return torch.einsum("dn,vnc->vdc", analysis, samples)

    def step():
        optimizer.zero_grad()
        y = rectified(convolution(x[:, None], layers[0]))
        for layer in layers[1:]:
            y = y + rectified(convolution(y, layer))
        loss = torch.nn.functional.cross_entropy(y[:, 0] @ last + last_b, labels)
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    return step


DATA = {"diffusion-net": diffusion_data(0.5), "diffusion-net-plain": diffusion_data(0.0), "gauge-net": gauge_data}
JOBS = {"diffusion-net": diffusion, "gauge-net": gauge}
